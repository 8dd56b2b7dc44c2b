/**
 * The CDK app as a function. app.ts (for the CDK command line), the local run and the tests call it.
 */
import { App, type AppProps, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag'
import { CoreStack } from './core.ts'
import { readConfig, type SettingsFile } from './environments.ts'

/**
 * Builds the app. `.synth()` writes it.
 * @param props `context` holds deployment settings; with `'aws:cdk:bundling-stacks': []` nothing is bundled, which is
 *   faster for tests of the template
 * @param file understory.config.json; without it, the settings are those of `context` and the defaults
 * @throws BadSettings
 */
export function understory(props: AppProps = {}, file: SettingsFile = { text: undefined, required: false }): App {
  const app = new App({ analyticsReporting: false, ...props })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app))
  new CoreStack(app, readConfig(app.node, file))
  return app
}
