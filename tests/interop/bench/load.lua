-- wrk's script: `-- HOST FILE` posts each line of FILE once as a token request, `-- HOST PATH TOKEN` gets PATH over and over.
-- Closes with a line of JSON. `ran_out`: the requests came to their end before the time did.

local requests, at, again = {}, 0, false

ran_out = false

function init(args)
  local host, path, token = args[1], args[2], args[3]
  if token then
    again = true
    requests[1] = wrk.format("GET", path, { Host = host, Accept = "application/fhir+json", Authorization = "Bearer " .. token })
    return
  end
  local headers = { Host = host, Accept = "application/json", ["Content-Type"] = "application/x-www-form-urlencoded" }
  for body in io.lines(path) do
    requests[#requests + 1] = wrk.format("POST", "/auth/token", headers, body)
  end
end

function request()
  if again then return requests[1] end
  at = at + 1
  if at > #requests then
    ran_out = true
    wrk.thread:stop()
    return requests[#requests]
  end
  return requests[at]
end

local threads = {}

function setup(thread) table.insert(threads, thread) end

function done(summary, latency, _)
  local errors = summary.errors
  print(string.format(
    '{"answered":%d,"micros":%d,"p50":%d,"p99":%d,"refused":%d,"broken":%d,"ran_out":%s}',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, tostring(threads[1]:get("ran_out"))
  ))
end
