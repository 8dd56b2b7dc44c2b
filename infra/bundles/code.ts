/**
 * A function's deployable code. esbuild makes the bundle in this process, without Docker. The asset's name is a hash of
 * the bundle, so a deployment replaces only functions that changed.
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
      // The type requires an image, for a local bundler that fails. It is never used.
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
