/** A template's expressions, worked out. */

import { resolverOf } from './expressions.ts'
import type { Template } from './template.ts'

const template: Template = {
  Parameters: { Stage: { Default: 'local' } },
  Resources: {
    Things: { Type: 'AWS::DynamoDB::Table' },
    Key: { Type: 'AWS::SecretsManager::Secret' },
    Work: { Type: 'AWS::Lambda::Function' },
    Users: { Type: 'AWS::Cognito::UserPool' },
  },
}
const known = new Map([['Things', { ref: 'Things-1', attributes: { Arn: 'arn:things', StreamArn: 'arn:stream' } }]])
const { resolve, text } = resolverOf(template, known)

test.each([
  [{ Ref: 'Things' }, 'Things-1'],
  [{ Ref: 'Stage' }, 'local'],
  [{ Ref: 'AWS::Region' }, 'us-east-1'],
  [{ 'Fn::GetAtt': ['Things', 'StreamArn'] }, 'arn:stream'],
  [{ 'Fn::GetAtt': 'Work.Arn' }, 'arn:aws:lambda:us-east-1:000000000000:function:Work'],
  [{ Ref: 'Key' }, 'arn:aws:secretsmanager:us-east-1:000000000000:secret:Key'],
  [
    { 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': ['Users', 'ProviderName'] }]] },
    'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Users',
  ],
  [{ 'Fn::Sub': `\${Things.Arn}/\${Stage}/\${!literal}` }, `arn:things/local/\${literal}`],
  [{ 'Fn::Sub': [`\${name}!`, { name: { Ref: 'Things' } }] }, 'Things-1!'],
  [{ 'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Things', 'Arn'] }] }] }, 'things'],
])('%j gives %s', (value, expected) => {
  expect(text(value)).toBe(expected)
})

test('expressions are found at any depth, and other values stay', () => {
  const value = { Environment: { Variables: { TABLE: { Ref: 'Things' }, SIZE: 3 } }, List: [{ Ref: 'Things' }, null] }
  expect(resolve(value)).toEqual({
    Environment: { Variables: { TABLE: 'Things-1', SIZE: 3 } },
    List: ['Things-1', null],
  })
})

test('what is not there is named', () => {
  expect(() => text({ Ref: 'Nothing' })).toThrow('Nothing')
  expect(() => text({ 'Fn::GetAtt': ['Things', 'Colour'] })).toThrow('Colour')
  expect(() => text({ 'Fn::ImportValue': 'x' })).toThrow('Fn::ImportValue')
})
