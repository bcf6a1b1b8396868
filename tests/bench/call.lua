-- wrk: one awsJson call over and over.  wrk -s call.lua URL -- TARGET AUTHORIZATION BODY
function init(arguments)
  wrk.method = "POST"
  wrk.path = "/"
  wrk.headers["Content-Type"] = "application/x-amz-json-1.1"
  wrk.headers["X-Amz-Target"] = arguments[1]
  wrk.headers["Authorization"] = arguments[2]
  wrk.body = arguments[3]
end
