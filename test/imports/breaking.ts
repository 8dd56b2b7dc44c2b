/**
 * For each rule of .dependency-cruiser.cjs, imports that break only that rule: from a file, to a file. `*` stands for
 * any name.
 */
export const BREAKING: Record<string, readonly (readonly [from: string, to: string])[]> = {
  'no-cycles': [['functions/domain/*.ts', 'functions/domain/*.ts']],
  'nobody-imports-tests': [
    ['functions/domain/*.ts', 'functions/domain/*.test.ts'],
    ['test/api/*.test.ts', 'test/api/*.test.ts'],
    ['bench/*.ts', 'bench/simulated/*.test.ts'],
  ],
  'domain-is-pure': [
    ['functions/domain/*.ts', 'functions/http/*.ts'],
    ['functions/domain/*.ts', 'functions/store/*.ts'],
    ['functions/domain/*.ts', '@aws-sdk/client-secrets-manager'],
  ],
  'store-knows-domain-only': [
    ['functions/store/*.ts', 'functions/http/*.ts'],
    ['functions/store/*.ts', 'functions/contract/*.ts'],
    ['functions/store/*.ts', 'functions/commenter/*.ts'],
  ],
  'running-knows-domain-only': [
    ['functions/running/*.ts', 'functions/store/*.ts'],
    ['functions/running/*.ts', 'functions/http/*.ts'],
    ['functions/running/*.ts', '@aws-sdk/client-secrets-manager'],
  ],
  'contract-knows-domain-only': [
    ['functions/contract/*.ts', 'functions/http/*.ts'],
    ['functions/contract/*.ts', 'functions/store/*.ts'],
    ['functions/contract/*.ts', '@aws-sdk/client-secrets-manager'],
  ],
  'http-knows-contract-and-domain-only': [
    ['functions/http/*.ts', 'functions/store/*.ts'],
    ['functions/http/*.ts', 'functions/pages/*.ts'],
    ['functions/http/*.ts', '@aws-sdk/client-secrets-manager'],
  ],
  'pages-know-contract-domain-and-http': [
    ['functions/pages/*.ts', 'functions/store/*.ts'],
    ['functions/pages/*.ts', 'functions/reader/*.ts'],
    ['functions/pages/*.ts', '@aws-sdk/client-secrets-manager'],
  ],
  'functions-are-strangers': [
    ['functions/commenter/*.ts', 'functions/editor/*.ts'],
    ['functions/reader/*.test.ts', 'functions/moderator/*.ts'],
    ['functions/projector/*.ts', 'functions/indexer/*.ts'],
  ],
  'use-cases-know-no-http': [
    ['functions/commenter/*.ts', 'functions/http/*.ts'],
    ['functions/commenter/*.ts', 'functions/contract/*.ts'],
    ['functions/commenter/*.ts', 'functions/commenter/http/*.ts'],
    ['functions/editor/*.ts', 'functions/contract/*.ts'],
    ['functions/moderator/*.ts', 'functions/http/*.ts'],
    ['functions/moderator/*.ts', 'aws-lambda'],
  ],
  'placement-serves-use-cases': [
    ['functions/placement/*.ts', 'functions/commenter/*.ts'],
    ['functions/placement/*.ts', 'functions/pages/*.ts'],
  ],
  'nobody-imports-handlers': [
    ['functions/reader/*.ts', 'functions/reader/handler.ts'],
    ['test/kit/site/*.ts', 'functions/reader/handler.ts'],
    ['bench/simulated/*.ts', 'functions/reader/handler.ts'],
  ],
  'only-store-speaks-dynamodb': [['functions/commenter/*.ts', '@aws-sdk/client-dynamodb']],
  'functions-stand-alone': [
    ['functions/reader/*.ts', 'importer/*.ts'],
    ['functions/http/*.ts', 'infra/*.ts'],
    ['functions/domain/*.ts', 'local/*.ts'],
  ],
  'no-function-code-outside': [
    ['infra/*.ts', 'functions/domain/*.ts'],
    ['infra/*.ts', 'functions/contract/*.ts'],
    ['local/*.ts', 'functions/http/*.ts'],
  ],
  'infra-stands-alone': [
    ['infra/*.ts', 'local/*.ts'],
    ['infra/*.ts', 'importer/*.ts'],
  ],
  'player-stands-alone': [
    ['player/gateway/*.ts', 'infra/*.ts'],
    ['player/*.ts', 'local/*.ts'],
    ['player/engine/*.ts', 'importer/*.ts'],
  ],
  'tests-of-the-player-stand-alone': [
    ['player/gateway/*.test.ts', 'local/*.ts'],
    ['player/edge/*.test.ts', 'infra/*.ts'],
  ],
  'importer-stands-alone': [
    ['importer/*.ts', 'functions/domain/*.ts'],
    ['importer/*.ts', 'infra/*.ts'],
    ['importer/*.ts', 'local/*.ts'],
  ],
  'browsers-stand-alone': [
    ['web/*.ts', 'functions/domain/*.ts'],
    ['web/*.ts', 'test/kit/*.ts'],
    ['web/*.ts', 'zod'],
  ],
  'nobody-imports-browser-code': [
    ['functions/pages/*.ts', 'web/*.ts'],
    ['infra/*.ts', 'web/*.ts'],
    ['test/kit/*.ts', 'web/*.ts'],
    ['bench/*.ts', 'web/*.ts'],
  ],
  'only-tests-and-bench-import-the-kit': [
    ['functions/domain/*.ts', 'test/kit/*.ts'],
    ['importer/*.ts', 'test/kit/*.ts'],
    ['infra/*.ts', 'test/kit/*.ts'],
    ['local/*.ts', 'test/kit/*.ts'],
  ],
  'only-the-kit-is-shared': [
    ['functions/domain/*.test.ts', 'test/api/*.ts'],
    ['local/*.ts', 'test/stack/*.ts'],
    ['bench/*.ts', 'test/browser/*.ts'],
  ],
  'suites-are-strangers': [
    ['test/browser/*.ts', 'test/api/*.ts'],
    ['test/api/*.ts', 'test/browser/*.ts'],
    ['test/stack/*.ts', 'test/infra/*.ts'],
  ],
  'kit-knows-no-suite': [
    ['test/kit/*.ts', 'test/api/*.ts'],
    ['test/kit/site/*.ts', 'importer/*.ts'],
  ],
  'api-suite-knows-the-api': [
    ['test/api/*.test.ts', 'functions/domain/*.ts'],
    ['test/api/*.test.ts', 'local/*.ts'],
    ['test/kit/http/*.ts', 'functions/store/*.ts'],
  ],
  'nobody-imports-bench': [
    ['functions/domain/*.ts', 'bench/*.ts'],
    ['test/kit/*.ts', 'bench/*.ts'],
    ['test/stack/*.test.ts', 'bench/simulated/*.ts'],
  ],
  'bench-measures-bundles': [
    ['bench/parts/*.ts', 'functions/commenter/*.ts'],
    ['bench/site/*.ts', 'functions/store/*.ts'],
    ['bench/parts/*.ts', 'importer/*.ts'],
  ],
  'simulation-runs-endpoints': [
    ['bench/simulated/*.ts', 'functions/pages/*.ts'],
    ['bench/simulated/*.ts', 'infra/*.ts'],
  ],
}
