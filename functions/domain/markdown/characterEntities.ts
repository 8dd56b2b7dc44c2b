/**
 * The named characters of Markdown, such as `&eacute;`: those of HTML 4, and `&apos;`. Other names stay as they were
 * typed. micromark's own list has all 2,125 names of HTML 5, which is a tenth of a bundle that every cold start loads.
 * Bundles have this list instead (infra/bundles/bundling.ts).
 */
import { characterEntitiesHtml4 } from 'character-entities-html4'

export const characterEntities: Record<string, string> = { ...characterEntitiesHtml4, apos: "'" }
