-- Each request grades a card that nobody has graded yet: the learners' cards in an order shuffled with a fixed seed.
local learners, cards, first = 0, 0, 0
local order, sent = {}, 0

local function shuffle(count)
  math.randomseed(1)
  for i = 1, count do order[i] = i - 1 end
  for i = count, 2, -1 do
    local j = math.random(i)
    order[i], order[j] = order[j], order[i]
  end
end

function setup(thread)
  watched = thread
end

function init(args)
  learners, cards, first = tonumber(args[1]), tonumber(args[2]), tonumber(args[3])
  shuffle(learners * cards)
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
  wrk.headers["HX-Request"] = "true"
  wrk.headers["Sec-Fetch-Site"] = "same-origin"
end

function request()
  local pair = order[(first + sent) % #order + 1]
  sent = sent + 1
  issued = sent
  wrk.headers["Cookie"] = string.format("ebb=%043d", pair % learners + 1)
  local path = string.format("/cards/%d/reviews", math.floor(pair / learners) + 1)
  return wrk.format("POST", path, nil, "turn=1&shown_at=0&ms=3000&grade=good")
end

function done(summary, latency)
  local bad = summary.errors
  io.write(string.format(
    '\n{"answers": %d, "issued": %d, "errors": %d, "seconds": %.6f, "p50_ms": %.3f, "p99_ms": %.3f}\n',
    summary.requests, watched:get("issued"), bad.connect + bad.read + bad.write + bad.status + bad.timeout,
    summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
