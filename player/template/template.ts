/** The part of a CloudFormation template that the player reads. */
export type Template = {
  readonly Resources: Readonly<Record<string, TemplateResource>>
  readonly Parameters?: Readonly<Record<string, { readonly Default?: string }>>
}

export type TemplateResource = {
  readonly Type: string
  readonly Properties?: Readonly<Record<string, unknown>>
  readonly Metadata?: Readonly<Record<string, unknown>>
}
