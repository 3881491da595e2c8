"""Values that tests of the file formats draw: whatever a file may hold."""

from hypothesis import strategies as st

IDS = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
WORDS = st.one_of(st.text(min_size=1, max_size=80), st.text(alphabet="\"'\\\n ab", min_size=1)).filter(str.strip)
HASHES = st.one_of(st.just(""), st.from_regex(r"[0-9a-f]{16}", fullmatch=True))
LINES = st.tuples(st.integers(1, 10**7), st.integers(1, 10**7)).map(lambda two: (min(two), max(two)))
