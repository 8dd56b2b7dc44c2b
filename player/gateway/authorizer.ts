/**
 * The JWT authorizer: signature, issuer, audience and life of a token; groups are the functions' business.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
import { type CryptoKey, errors, jwtVerify } from 'jose'
import type { AuthorizerSpec } from '../template/system.ts'

export type Verdict =
  | { readonly ok: true; readonly claims: Readonly<Record<string, unknown>> }
  /** What `www-authenticate` says about it. */
  | { readonly ok: false; readonly challenge: string }

const refused = (description: string): Verdict => ({
  ok: false,
  challenge: `Bearer scope="" error="invalid_token" error_description="${description}"`,
})

/** "API Gateway validates client_id only if aud is not present." */
function audienceMatches(claims: Readonly<Record<string, unknown>>, audiences: readonly string[]): boolean {
  const given = claims.aud ?? claims.client_id
  return (Array.isArray(given) ? given : [given]).some((one) => typeof one === 'string' && audiences.includes(one))
}

/**
 * @param header `Authorization`, with or without `Bearer`
 * @param key that tokens of the issuer are signed with; only RSA signatures pass, as at AWS
 */
export async function authorize(
  header: string | undefined,
  { issuer, audiences }: AuthorizerSpec,
  key: CryptoKey,
): Promise<Verdict> {
  const token = header?.replace(/^Bearer\s+/i, '').trim()
  if (token === undefined || token === '') return { ok: false, challenge: 'Bearer' }
  try {
    const { payload } = await jwtVerify(token, key, { issuer, algorithms: ['RS256'], requiredClaims: ['exp'] })
    return audienceMatches(payload, audiences)
      ? { ok: true, claims: payload }
      : refused('the token does not have a valid audience')
  } catch (error) {
    if (error instanceof errors.JWTExpired) return refused('the token has expired')
    if (error instanceof errors.JWTClaimValidationFailed) return refused(`invalid claim ${error.claim}`)
    return refused('the token is not valid')
  }
}
