// Asks the program as the protocol's inspector does. GATEWAY_PROGRAM names the program; the inspector decides what it is asked.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'

const inspector = new URL('../node_modules/.bin/mcp-inspector', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'agents-'))
let program, address

before(async () => {
  writeFileSync(
    join(folder, 'by-day.graphql'),
    `# How many conversations there are by day.
query ConversationsByDay($where: ConversationWhere, $limit: Int = 7) {
  conversations(where: $where, groupBy: [{ time: { unit: DAY } }]) {
    groups(limit: $limit) { nodes { key { time } count } }
  }
}
`,
  )
  program = spawn(process.env.GATEWAY_PROGRAM, ['--sandbox', '--listen', '127.0.0.1:0', '--mcp', '--access-log=false', '--documents', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: program.stdout })) {
    address = line.replace('The gateway is at ', '')
    break
  }
})

after(() => program.kill())

/** What the inspector prints, with its exit status and what it says besides. */
function inspect(...args) {
  return new Promise(resolve => {
    execFile(inspector, ['--cli', `${address}mcp`, '--transport', 'http', ...args], { maxBuffer: 1 << 24 }, (error, stdout, stderr) =>
      resolve({ status: error?.code ?? 0, stdout, stderr }),
    )
  })
}

test('it lists the tools, in schemas that every provider of models takes', async () => {
  const { status, stdout, stderr } = await inspect('--method', 'tools/list', '--strict')
  assert.equal(status, 0, stderr)
  assert.doesNotMatch(stderr, /Warning|Error/)
  const { tools } = JSON.parse(stdout)
  assert.deepEqual(tools.map(tool => tool.name).sort(), ['ConversationsByDay', 'query_conversations'])
  assert.equal(tools[0].description, 'How many conversations there are by day.')
})

test('it calls a tool with arguments', async () => {
  const { status, stdout, stderr } = await inspect(
    '--method', 'tools/call', '--tool-name', 'ConversationsByDay', '--tool-arg', 'limit=2', 'where={"type":{"eq":"OPENAI"}}',
  )
  assert.equal(status, 0, stderr)
  const result = JSON.parse(stdout)
  assert.equal(result.structuredContent.data.conversations.groups.nodes.length, 2)
  assert.deepEqual(JSON.parse(result.content[0].text), result.structuredContent)
})

test('it is told what is wrong with a document', async () => {
  const { status, stdout } = await inspect('--method', 'tools/call', '--tool-name', 'query_conversations', '--tool-arg', 'document={ conversation }')
  assert.notEqual(status, 0)
  assert.match(stdout, /BAD_USER_INPUT: /)
  assert.match(stdout, /"isError": true/)
})

test('it reads the schema', async () => {
  const listed = JSON.parse((await inspect('--method', 'resources/list')).stdout)
  const { stdout } = await inspect('--method', 'resources/read', '--uri', listed.resources[0].uri)
  assert.equal(JSON.parse(stdout).contents[0].text, readFileSync(new URL('../../../schema.graphqls', import.meta.url), 'utf8'))
})
