-- wrk: pushes small blobs one after another, as docker does: a POST, and a PUT to where it says.
--   wrk -c1 -t1 -s small_blobs.lua URL -- REPOSITORY AUTHORIZATION FOLDER
-- FOLDER/digests has a line for each file beside it, as sha256sum writes it. Prints blobs a second.
local blobs, next_blob, place = {}, 0, nil
local pushed = 0

function init(arguments)
  repository, folder = arguments[1], arguments[3]
  headers = { ["Authorization"] = arguments[2], ["Content-Type"] = "application/octet-stream" }
  for line in io.lines(folder .. "/digests") do
    local digest, name = line:match("^(%x+)%s+(.+)$")
    local file = io.open(folder .. "/" .. name, "rb")
    blobs[#blobs + 1] = { digest = digest, bytes = file:read("*a") }
    file:close()
  end
end

function request()
  if place == nil then
    return wrk.format("POST", "/v2/" .. repository .. "/blobs/uploads/", headers, "")
  end
  local blob = blobs[next_blob % #blobs + 1]
  local joint = place:find("?", 1, true) and "&" or "?"
  return wrk.format("PUT", place .. joint .. "digest=sha256%3A" .. blob.digest, headers, blob.bytes)
end

function response(status, answer)
  if place ~= nil then
    next_blob = next_blob + 1
    place = nil
    return
  end
  place = (answer["Location"] or answer["location"]):gsub("^http://[^/]+", "")
end
