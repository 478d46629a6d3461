-- Sends the body in the file BODY with another number in place of each @: all of them different, or with CYCLE the first
-- so many, again and again. START keeps the numbers of one run from being those of another. TOKEN is a JWT that each brings.
local file = assert(io.open(os.getenv("BODY"), "rb"))
local body = file:read("*a")
file:close()
local token = os.getenv("TOKEN") or ""
local authorization = token ~= "" and "Authorization: Bearer " .. token .. "\r\n" or ""
local cycle, n = tonumber(os.getenv("CYCLE")) or 0, tonumber(os.getenv("START")) or 0
local before, after = body:match("^(.*)@(.*)$")
if before == nil then before, after = body, nil end
local length = #before + (after and 10 + #after or 0)
local head = "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" .. authorization .. "Content-Length: " .. length .. "\r\n\r\n" .. before
local fixed = after == nil and head or nil

request = function()
  if fixed then return fixed end
  n = n + 1
  if cycle > 0 and n > cycle then n = 1 end
  return head .. string.format("%010d", n) .. after
end

done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    e.status + e.connect + e.read + e.write + e.timeout))
end
