// The arrows of docs/architecture.md: handler -> http -> contract -> domain <- store. Nothing points back.
const forbid = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to })

module.exports = {
  forbidden: [
    forbid('no-cycles', {}, { circular: true }, 'A cycle means two rooms that are really one.'),
    forbid(
      'domain-is-pure',
      { path: '^functions/domain' },
      { path: '^functions/(?!domain)|@aws-sdk' },
      'The domain knows no AWS and no HTTP.',
    ),
    forbid(
      'store-knows-domain-only',
      { path: '^functions/store' },
      { path: '^functions/(?!domain|store|log\\.ts)' },
      'Storage serves the domain.',
    ),
    forbid(
      'contract-knows-domain-only',
      { path: '^functions/contract', pathNot: '\\.test\\.ts$' },
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
      'only-store-speaks-dynamodb',
      { path: '^functions/', pathNot: '^functions/store/|\\.test\\.ts$' },
      { path: '@aws-sdk/client-dynamodb' },
      'DynamoDB only in store/.',
    ),
    forbid(
      'no-function-code-outside',
      { path: '^(infra|local)/' },
      { path: '^functions/(?!contract/routes\\.ts$)' },
      'infra and local run the bundles; of the code, infra takes the routes.',
    ),
    forbid(
      'player-stands-alone',
      { path: '^player/', pathNot: '\\.test\\.ts$' },
      { path: '^(functions|infra|importer|local|test|bench|web)/' },
      'The player runs any template; what it needs of this product comes in as parameters.',
    ),
    forbid(
      'tests-of-the-player-stand-alone',
      { path: '^player/.*\\.test\\.ts$' },
      { path: '^(functions|infra|importer|local|bench|web)/|^test/(?!support/)' },
      'Tests of the player use the test kit, and nothing else of this product.',
    ),
    forbid(
      'importer-stands-alone',
      { path: '^importer/', pathNot: '\\.test\\.ts$' },
      { path: '^(functions|infra|player|local|test|bench|web)/' },
      'The importer knows the server by its API, as anybody’s would.',
    ),
    forbid(
      'browsers-stand-alone',
      { path: '^web/', pathNot: '\\.test\\.ts$' },
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
      'functions-import-neither',
      { path: '^functions/', pathNot: '\\.test\\.ts$' },
      { path: '^(importer|infra|player|local|test|bench)/' },
      'A function stands alone.',
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^cdk\\.out' },
  },
}
