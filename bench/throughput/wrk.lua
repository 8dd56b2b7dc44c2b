-- What wrk.ts has wrk send, and how wrk tells it what came of it: one line of JSON.
local body = os.getenv("POST_BODY")
local headers = {}
for name, value in (os.getenv("POST_HEADERS") or ""):gmatch("([^:\n]+): ([^\n]*)") do
  headers[name] = value
end

local count = 0
local start = tostring(os.time())

if body then
  -- The number goes in as a function's answer, so that no % in it means anything.
  function request()
    count = count + 1
    local number = start .. "-" .. count
    return wrk.format("POST", nil, headers, (body:gsub("{n}", function() return number end)))
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"perSecond": %.2f, "p50": %.3f, "p99": %.3f, "errors": %d, "requests": %d}\n',
    summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000,
    latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    summary.requests
  ))
end
