"""How words are spelt and bent in answers: irregular forms, numbers, and words that are no slip of another."""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words whose stem must not fall together with another word's: a container is not what contains.
WHOLE = _set(
    """
    adapter barely builder compose composer container customer developer does driver either ever hardly hosting
    important its later layer maintainer neither never news nobody noone number operand operator orderly other over
    owner provider publisher rather reader reserve router runner scarcely server speaker staging under universe user
    whether writer
    """
)
_COUNTED = "zero one two three four five six seven eight nine ten eleven twelve"
NUMBERS = {word: str(number) for number, word in enumerate(_COUNTED.split())} | {
    "twenty": "20",
    "thirty": "30",
    "fifty": "50",
    "hundred": "100",
    "thousand": "1000",
    "couple": "2",
    "dozen": "12",
}
# What a word is a form of, and short forms of the trade: "base: form form".
_FORMS = """
run: ran running, begin: began begun, keep: kept, hold: held, send: sent, build: built, lose: lost, hide: hid
hidden, take: took taken, bring: brought, catch: caught, make: made making, leave: left, let: letting, put:
putting, go: went gone going goes, throw: threw thrown, choose: chose chosen, come: came coming, give: gave
given giving, get: got gotten getting, know: knew known, see: saw seen, stand: stood, tell: told, think:
thought, find: found, fall: fell fallen, feed: fed, mean: meant, shrink: shrank shrunk, write: wrote written
writing, speak: spoke spoken, break: broke broken, read: reading, say: said, sit: sat sitting, set: setting,
cut: cutting, hit: hitting, grow: grew grown, draw: drew drawn, drive: drove driven, freeze: froze frozen, wake:
woke woken, hang: hung, stick: stuck, spin: spun, swap: swapping, lie: lay lying, lead: led, meet: met, win:
won, bind: bound, buy: bought, teach: taught, fight: fought, sell: sold, stop: stopped, steal: stole stolen,
forget: forgot forgotten, be: is are was were been being am, have: has had having, do: did done doing, child:
children, person: people, datum: data, die: dying died dead, tie: tying, need: needs, strike: struck, swallow:
swallowed, eat: ate eaten, shut: shutting, become: became, overwrite: overwrote overwritten, rewrite: rewrote
rewritten, rebuild: rebuilt, understand: understood, fit: fitting, bake: baking baked, share: sharing shared,
dependency: dependencies, library: libs lib libraries, application: app apps, config: configs cfg, database: db
databases dbs, operating_system: oses, kubernetes: k8s kube, repository: repo repos, directory: dir dirs,
environment: env envs, development: dev, production: prod, process: procs proc, variable: vars var,
administrator: admin admins, authentication: auth, parameter: param params, temporary: temp tmp, specification:
spec specs, information: info, synchronize: sync, virtual_machine: vm vms, identical: identically, automatic:
automatically, immediate: immediately, separate: separately
"""
IRREGULAR = {
    form: base.strip()
    for base, _, forms in (entry.partition(":") for entry in _FORMS.split(","))
    for form in forms.split()
}
# Words that are spelt like a slip of another, or that answers are full of: never taken for a typing slip.
COMMON = _set(
    """
    about above abroad across actual actually after again against ahead alone along already although always
    among around aside asked away back basic basically because been before behind being below beside better
    between beyond bigger bother bottom bring cage caged cannot cased certain cheap class clear clever client
    close closed closer cost counts course crazy daily dear doing down during each early easier easily either
    else enough even every exact except extra fact fairly fall feature feel fewer field figure final finally
    fine first five folks follow forever form found four friend from front full further general ghost giant give
    given going gone good great grown guess half hand happen happy hard hardly head header heard heavy hello
    help hence here hers high hold honest honestly hope host hosts hots hour house however huge idea ideas inner
    inside instead into itself join joke just keep kind known large last late later latter lawyer layers leader
    least leave less letter level life light like likely line little living loader local long longer look lose
    lost lots lower lucky lunch mainly maker many matter maybe means meant might mind minor mistake moment month
    more morning most mostly mounts mouse much must myself named near nearly need never night noise none normal
    normally nothing nowhere number obvious often once ones only onto order other others ought outer outside
    over page paper part parts people perhaps person phone piece place plain plane player players plenty point
    post posts pots power pretty price probably problem prone proof proper proud prune quick quiet quite rare
    rarely rather reader ready real really reason right roof round sadly said same says scale second seem seems
    sense several shape shared sharp shelf shell shops short should shown side simple simply since sleep slight
    slow small smart some something sometimes somewhere soon sort sound space spare spend split stage stale
    stand stare start state stay steal steel step steps stick still stone stood stops story straight strange
    strict string strong stuck stuff style such sudden super sure surely table taken talk tall teach team tell
    terms than thank that their them then there these they thing things think third this those though thought
    three through throw time tiny title today together told tomorrow tonight took total touch toward towards
    trace traces track trade trick tried trouble true truly trust truth twice type under unless until upon used
    useful user users usual usually utter value vast very view wants watch water weeks weird well were what
    whatever wheel when where whether which while white whole whose wide will wind wise wish with within without
    woman wonder word words work works world worry worse worst worth would write wrong wrote yeah year years
    yesterday young your yours
    """
)
