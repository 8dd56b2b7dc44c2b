/**
 * A function's deployable code: its bundle, made by esbuild in this process (no Docker, no child process, six bundles
 * in about a second). The asset is named after a hash of the bundle, so a deployment replaces only what changed.
 */
import { join } from 'node:path'
import { AssetHashType, DockerImage } from 'aws-cdk-lib'
import { Code } from 'aws-cdk-lib/aws-lambda'
import { buildSync } from 'esbuild'
import { type BundleChoices, bundleOptions, type FunctionName } from './bundling.ts'

export function bundledCode(name: FunctionName, choices: BundleChoices): Code {
  return Code.fromAsset(join(import.meta.dirname, '../..', 'functions', name), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // The type wants an image for when the local bundler declines; this one never does.
      image: DockerImage.fromRegistry('scratch'),
      local: {
        tryBundle(outputDirectory) {
          buildSync(bundleOptions(name, outputDirectory, choices))
          return true
        },
      },
    },
  })
}
