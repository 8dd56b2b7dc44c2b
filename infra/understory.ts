/**
 * The CDK app as a function, for those that synthesize it themselves: app.ts for the CDK command line, the local run,
 * the tests.
 */
import { App, type AppProps, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag'
import { readConfig } from './config.ts'
import { CoreStack } from './core.ts'

/**
 * Builds the app; `.synth()` writes it out.
 * @param props `context` holds deployment settings; with `'aws:cdk:bundling-stacks': []` nothing is bundled, which is
 *   faster where only the template matters
 * @throws BadSettings
 */
export function understory(props: AppProps = {}): App {
  const app = new App({ analyticsReporting: false, ...props })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app))
  new CoreStack(app, readConfig(app.node))
  return app
}
