// A Bluesky server with its directory of identities, on loopback, with everything in one folder.
// Prints one line of JSON when it answers; ends when its standard input is closed.
import net from "node:net"
import { randomBytes } from "node:crypto"
import { createRequire } from "node:module"

const require = createRequire(`${process.env.REAL_MODULES}/`)

// Both servers would listen on every address of the machine.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (first, ...rest) {
  const where = typeof first === "object" ? { ...first } : { port: first }
  return listen.call(this, { ...where, host: "127.0.0.1" }, ...rest.filter((one) => typeof one === "function"))
}

const freePort = () =>
  new Promise((resolve) => {
    const probe = net.createServer()
    probe.listen(0, () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })

const plc = require("@did-plc/server")
const { PDS, envToCfg, envToSecrets } = require("@atproto/pds")

const folder = process.argv[2]
const [plcPort, port] = [await freePort(), await freePort()]
const directory = plc.PlcServer.create({ db: plc.Database.mock(), port: plcPort })
await directory.start()

const environment = {
  port,
  hostname: "localhost",
  devMode: true,
  dataDirectory: folder,
  blobstoreDiskLocation: `${folder}/blobs`,
  didPlcUrl: `http://127.0.0.1:${plcPort}`,
  inviteRequired: false,
  rateLimitsEnabled: false,
  disableSsrfProtection: true,
  jwtSecret: randomBytes(16).toString("hex"),
  adminPassword: randomBytes(16).toString("hex"),
  dpopSecret: randomBytes(32).toString("hex"),
  plcRotationKeyK256PrivateKeyHex: randomBytes(32).toString("hex"),
}
const pds = await PDS.create(envToCfg(environment), envToSecrets(environment))
await pds.start()
console.log(JSON.stringify({ url: `http://127.0.0.1:${port}` }))

process.stdin.resume()
process.stdin.on("end", async () => {
  await pds.destroy()
  await directory.destroy()
  process.exit(0)
})
