// The arrows of docs/architecture.md: handler -> http -> contract -> domain <- store. Nothing points back.
// test/imports/breaking.ts has imports that break each rule. A rule without one fails the check.
const forbid = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to })

// The folders of the local stack, as alternatives of a pattern.
const LOCAL = '(?:local|player)'
const TESTS = '\\.test\\.ts$'

module.exports = {
  forbidden: [
    forbid('no-cycles', {}, { circular: true }, 'Files that import one another are one file.'),
    forbid('nobody-imports-tests', {}, { path: TESTS }, 'What two tests need is in test/kit.'),
    forbid(
      'domain-is-pure',
      { path: '^functions/domain' },
      { path: '^functions/(?!domain)|@aws-sdk' },
      'The domain knows no AWS and no HTTP.',
    ),
    forbid(
      'store-knows-domain-only',
      { path: '^functions/store' },
      { path: '^functions/(?!domain|store|running|log\\.ts)' },
      'Storage serves the domain.',
    ),
    forbid(
      'running-knows-domain-only',
      { path: '^functions/running', pathNot: TESTS },
      { path: '^functions/(?!domain|running)|@aws-sdk' },
      'Caches and deadlines serve every function.',
    ),
    forbid(
      'contract-knows-domain-only',
      { path: '^functions/contract', pathNot: TESTS },
      { path: '^functions/(?!domain|contract)|@aws-sdk' },
      'The contract says what is true of the API, not how it is done.',
    ),
    forbid(
      'http-knows-contract-and-domain-only',
      { path: '^functions/http' },
      { path: '^functions/(?!domain|contract|http|log\\.ts)|@aws-sdk' },
      'HTTP never reaches into storage.',
    ),
    forbid(
      'pages-know-contract-domain-and-http',
      { path: '^functions/pages' },
      { path: '^functions/(?!contract|domain|http|pages)|@aws-sdk' },
      'Pages render what they are given.',
    ),
    forbid(
      'functions-are-strangers',
      { path: '^functions/(reader|commenter|editor|moderator|projector|indexer)/' },
      { path: '^functions/(reader|commenter|editor|moderator|projector|indexer)/', pathNot: '^functions/$1/' },
      'One permission set, one function.',
    ),
    forbid(
      'use-cases-know-no-http',
      {
        path: '^functions/(placement/|(commenter|editor|moderator)/(?!http/|handler\\.ts))',
        pathNot: '\\.test\\.ts$',
      },
      { path: '^functions/(http|contract)/|^functions/(commenter|editor|moderator)/http/|aws-lambda' },
      'A use case takes and gives values of the domain. Its endpoints translate.',
    ),
    forbid(
      'placement-serves-use-cases',
      { path: '^functions/placement/' },
      { path: '^functions/(?!domain|store|placement)' },
      'What a new comment is for, and what it answers, is decided from the domain and the store.',
    ),
    forbid(
      'nobody-imports-handlers',
      {},
      { path: '^functions/[^/]+/handler\\.ts$' },
      'A handler makes clients when it is loaded. The bundler alone takes it.',
    ),
    forbid(
      'only-store-speaks-dynamodb',
      { path: '^functions/', pathNot: `^functions/store/|${TESTS}` },
      { path: '@aws-sdk/client-dynamodb' },
      'DynamoDB only in store/.',
    ),
    forbid(
      'functions-stand-alone',
      { path: '^functions/', pathNot: TESTS },
      { path: `^(importer|infra|${LOCAL})/` },
      'A function is bundled by itself.',
    ),
    forbid(
      'no-function-code-outside',
      { path: `^(infra|${LOCAL})/` },
      { path: '^functions/(?!contract/(routes|access)\\.ts$)' },
      'infra and local run the bundles; of the code, infra takes the routes and who may call them.',
    ),
    forbid(
      'infra-stands-alone',
      { path: '^infra/', pathNot: TESTS },
      { path: `^(importer|${LOCAL})/` },
      'What is deployed does not depend on what plays it here.',
    ),
    forbid(
      'player-stands-alone',
      { path: '^player/', pathNot: TESTS },
      { path: '^(infra|importer|local)/' },
      'The player runs any template; what it needs of this product comes in as parameters.',
    ),
    forbid(
      'tests-of-the-player-stand-alone',
      { path: '^player/.*\\.test\\.ts$' },
      { path: '^(infra|importer|local)/' },
      'Tests of the player use the test kit, and nothing else of this product.',
    ),
    forbid(
      'importer-stands-alone',
      { path: '^importer/', pathNot: TESTS },
      { path: `^(functions|infra|${LOCAL})/` },
      'The importer knows the server by its API, as anybody’s would.',
    ),
    forbid(
      'browsers-stand-alone',
      { path: '^web/', pathNot: TESTS },
      { path: '^(?!web/)' },
      'What runs in browsers is bundled by itself and knows the server by its answers.',
    ),
    forbid(
      'nobody-imports-browser-code',
      { path: '^(?!web/)' },
      { path: '^web/' },
      'The bundler hands it over as text.',
    ),
    forbid(
      'only-tests-and-bench-import-the-kit',
      { path: `^(functions|importer|infra|${LOCAL})/`, pathNot: TESTS },
      { path: '^test/kit/' },
      'What is deployed, and the commands of package.json, work without the tests.',
    ),
    forbid(
      'only-the-kit-is-shared',
      { path: '^(?!test/)' },
      { path: '^test/(?!kit/)' },
      'Outside a suite nobody needs it. What the bench or a unit test needs is in test/kit.',
    ),
    forbid(
      'suites-are-strangers',
      { path: '^test/(?!kit/)([^/]+)/' },
      { path: '^test/', pathNot: '^test/(kit|$1)/' },
      'What two suites need is in test/kit.',
    ),
    forbid(
      'kit-knows-no-suite',
      { path: '^test/kit/' },
      { path: '^(test/(?!kit/)|importer/)' },
      'The kit serves all suites and the bench.',
    ),
    forbid(
      'api-suite-knows-the-api',
      { path: '^test/(api|kit/http)/', pathNot: '^test/kit/http/setup\\.ts$' },
      { path: `^(functions/(?!contract/)|(infra|importer|${LOCAL})/)` },
      'It runs against a deployed stack, too, so it knows the contract alone. Only its set-up starts a local one.',
    ),
    forbid('nobody-imports-bench', { path: '^(?!bench/)' }, { path: '^bench/' }, 'Only its own tests do.'),
    forbid(
      'bench-measures-bundles',
      { path: '^bench/', pathNot: '^bench/simulated/' },
      { path: '^(importer/|functions/(?!contract/routes\\.ts$|domain/|http/respond\\.ts$|store/client/units\\.ts$))' },
      'It runs what is deployed, through infra, local and the kit. The simulation alone is made of the functions’ parts.',
    ),
    forbid(
      'simulation-runs-endpoints',
      { path: '^bench/simulated/' },
      { path: '^(importer/|infra/|functions/pages/)' },
      'It is made of the functions’ endpoints and store, over a simulated database.',
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^cdk\\.out' },
  },
}
