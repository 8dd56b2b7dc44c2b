/**
 * The CDK app as a function. app.ts (for the CDK command line), the local run and the tests call it.
 */
import { App, type AppProps, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag'
import { readConfig } from './config.ts'
import { CoreStack } from './core.ts'

/**
 * Builds the app. `.synth()` writes it.
 * @param props `context` holds deployment settings; with `'aws:cdk:bundling-stacks': []` nothing is bundled, which is
 *   faster for tests of the template
 * @throws BadSettings
 */
export function understory(props: AppProps = {}): App {
  const app = new App({ analyticsReporting: false, ...props })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app))
  new CoreStack(app, readConfig(app.node))
  return app
}
