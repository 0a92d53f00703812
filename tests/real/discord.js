// Reads one request a line and says what Discord's published OpenAPI description finds wrong in it.
import { createInterface } from "node:readline"
import { pathToFileURL } from "node:url"

const file = `${process.env.REAL_MODULES}/node_modules/discord-api-spec/build/discord-api-spec.zod.js`
const spec = await import(pathToFileURL(file).href)
const schemas = {
  discord: spec.IncomingWebhookRequestPartialSchema,
  discord_bot: spec.MessageCreateRequestSchema,
}

for await (const line of createInterface({ input: process.stdin })) {
  const { name, body } = JSON.parse(line)
  const issues = schemas[name].safeParse(body).error?.issues ?? []
  console.log(JSON.stringify(issues.map((one) => `${one.path.join(".")}: ${one.message}`)))
}
