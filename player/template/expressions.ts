/**
 * Evaluates a CloudFormation template's expressions for this machine: `Ref`, `Fn::GetAtt`, `Fn::Sub` and the other
 * functions that the CDK writes.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../account.ts'
import type { Template, TemplateResource } from './template.ts'

/** The values of a resource's `Ref` and attributes. */
export type Identity = {
  readonly ref: string
  readonly attributes: Readonly<Record<string, string>>
}

const pseudoParameters = (stackName: string): Readonly<Record<string, string>> => ({
  'AWS::AccountId': LOCAL_ACCOUNT,
  'AWS::Region': LOCAL_REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': stackName,
  'AWS::StackId': `arn:aws:cloudformation:${LOCAL_REGION}:${LOCAL_ACCOUNT}:stack/${stackName}/local`,
})

const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${resource}`

/** The identities of the resource types whose values functions or the gateway use. */
function identify(id: string, { Type, Properties = {} }: TemplateResource): Identity {
  switch (Type) {
    case 'AWS::Lambda::Function':
      return { ref: id, attributes: { Arn: arn('lambda', `function:${id}`) } }
    case 'AWS::SecretsManager::Secret': {
      const secret = arn('secretsmanager', `secret:${id}`)
      return { ref: secret, attributes: { Id: secret } }
    }
    case 'AWS::Cognito::UserPool': {
      const pool = `${LOCAL_REGION}_${id}`
      const host = `cognito-idp.${LOCAL_REGION}.amazonaws.com/${pool}`
      const attributes = { Arn: arn('cognito-idp', `userpool/${pool}`), ProviderName: host, UserPoolId: pool }
      return { ref: pool, attributes: { ...attributes, ProviderURL: `https://${host}` } }
    }
    case 'AWS::S3::Bucket':
      return { ref: id.toLowerCase(), attributes: { Arn: `arn:aws:s3:::${id.toLowerCase()}` } }
    default: {
      const service = Type.split('::')[1]?.toLowerCase() ?? 'unknown'
      // A version's or an alias's Ref is its function's ARN.
      const of = Properties.FunctionName
      if (Type === 'AWS::Lambda::Version' || Type === 'AWS::Lambda::Alias') {
        const name = typeof of === 'object' && of !== null && 'Ref' in of ? String(of.Ref) : id
        return { ref: arn('lambda', `function:${name}:local`), attributes: {} }
      }
      return { ref: id, attributes: { Arn: arn(service, id) } }
    }
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export type Resolver = {
  /** A template value with every expression in it replaced by what it gives here. */
  resolve(value: unknown): unknown
  /** The same, for a value that has to be text. */
  text(value: unknown): string
}

/**
 * @param known identities that this machine has given (tables, the API's address), by logical id; they win
 */
export function resolverOf(
  template: Template,
  known: ReadonlyMap<string, Identity> = new Map(),
  stackName = 'local',
): Resolver {
  const pseudo = pseudoParameters(stackName)
  const identity = (id: string): Identity => {
    const resource = template.Resources[id]
    if (resource === undefined) throw new Error(`The template refers to "${id}", which it does not hold.`)
    const given = known.get(id)
    const own = identify(id, resource)
    return given === undefined ? own : { ref: given.ref, attributes: { ...own.attributes, ...given.attributes } }
  }
  const reference = (name: string): string => {
    const parameter = template.Parameters?.[name]
    if (parameter !== undefined) return parameter.Default ?? ''
    return pseudo[name] ?? identity(name).ref
  }
  const attribute = (id: string, name: string): string => {
    const value = identity(id).attributes[name]
    if (value === undefined) throw new Error(`"${name}" of ${id} (${template.Resources[id]?.Type}) is not known here.`)
    return value
  }
  const text = (value: unknown): string => {
    const resolved = resolve(value)
    if (typeof resolved === 'string' || typeof resolved === 'number' || typeof resolved === 'boolean') {
      return String(resolved)
    }
    throw new Error(`Text was expected in the template: ${JSON.stringify(value)}`)
  }
  const list = (value: unknown): unknown[] => {
    const resolved = resolve(value)
    if (Array.isArray(resolved)) return resolved
    throw new Error(`A list was expected in the template: ${JSON.stringify(value)}`)
  }
  const substitute = (value: unknown): string => {
    const [pattern, variables] = Array.isArray(value) ? [value[0], value[1]] : [value, {}]
    return String(pattern).replace(/\$\{([^!][^}]*)\}|\$\{!([^}]*)\}/g, (_, name: string | undefined, literal) => {
      if (name === undefined) return `\${${literal}}`
      if (isRecord(variables) && name in variables) return text(variables[name])
      const [id = '', ...rest] = name.split('.')
      return rest.length === 0 ? reference(id) : attribute(id, rest.join('.'))
    })
  }
  const call = (name: string, argument: unknown): unknown => {
    switch (name) {
      case 'Ref':
        return reference(String(argument))
      case 'Fn::GetAtt': {
        const [id = '', ...rest] = Array.isArray(argument) ? argument.map(text) : text(argument).split('.')
        return attribute(id, rest.join('.'))
      }
      case 'Fn::Sub':
        return substitute(argument)
      case 'Fn::Join': {
        const [separator, parts] = list(argument)
        return list(parts).map(text).join(String(separator))
      }
      case 'Fn::Select': {
        const [index, from] = list(argument)
        return list(from)[Number(index)]
      }
      case 'Fn::Split': {
        const [separator, from] = list(argument)
        return text(from).split(String(separator))
      }
      default:
        throw new Error(`The player does not know ${name}; add it to player/template/expressions.ts.`)
    }
  }
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve)
    if (!isRecord(value)) return value
    const [name, ...others] = Object.keys(value)
    if (name !== undefined && others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) {
      return call(name, value[name])
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]))
  }
  return { resolve, text }
}
