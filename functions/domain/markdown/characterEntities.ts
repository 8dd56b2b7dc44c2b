/**
 * The named characters of Markdown, such as `&eacute;`: those of HTML 4, and `&apos;`. micromark brings all 2,125 of HTML 5,
 * a tenth of a bundle that every cold start loads; a name beyond these stays as it was typed. Bundles have this in the
 * place of micromark's (infra/bundles/bundling.ts).
 */
import { characterEntitiesHtml4 } from 'character-entities-html4'

export const characterEntities: Record<string, string> = { ...characterEntitiesHtml4, apos: "'" }
