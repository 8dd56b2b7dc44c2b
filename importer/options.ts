/**
 * The command's options.
 */
import { parseArgs } from 'node:util'
import { ImportStopped } from './errors.ts'
import { type Move, movesOf } from './moves.ts'
import { FORMATS, type Format } from './open.ts'

export const USAGE = `Usage: npm run import -- FILE [options]

Imports comments, and from WordPress articles too, from the export of an old site:
  WordPress   Tools → Export → All content (XML)
  Disqus      Moderation → Setup → Export (XML, also as .xml.gz)

Options:
  --format wordpress|disqus  the format of the file; detected when not given
  --by slug|url              how comments find their place. slug: the article whose slug ends the old address.
                             url: the page at the old address, on another site whose origin the settings allow.
                             Default: slug for WordPress, url for Disqus. With url, WordPress's posts are not imported.
  --pages                    import WordPress's pages as articles as well as its posts
  --map OLD=NEW              the new address of pages that have moved; may be given several times. OLD is an address, or
                             a host alone for http and https, with www. and without:
                             --map old.example=https://new.example
  --dry-run                  send nothing; print what would be imported. With tokens, it asks the site which origins are
                             allowed and which articles exist
  --verbose                  list everything that was changed, left out or refused, not only the first ten of a kind
  --help                     print this text

Ctrl-C stops the import after the requests that are under way, and prints what was imported.

Environment:
  UNDERSTORY_URL              the site; http://localhost:3000 when not set (PORT changes the port)
  UNDERSTORY_MODERATOR_TOKEN  a moderator's token, for comments
  UNDERSTORY_EDITOR_TOKEN     an editor's token, for articles

Run the same command again to continue. Nothing is imported twice. docs/importing.md lists what is imported.`

export type Options = {
  file: string
  format: Format | undefined
  by: 'slug' | 'url' | undefined
  pages: boolean
  moves: readonly Move[]
  dryRun: boolean
  verbose: boolean
}

/**
 * @returns undefined for --help
 * @throws ImportStopped for a wrong option
 */
export function optionsFrom(args: string[]): Options | undefined {
  const { values, positionals } = parsed(args)
  if (values.help) return undefined
  const [file, ...others] = positionals
  if (file === undefined || others.length > 0) throw new ImportStopped(`Name one file.\n\n${USAGE}`)
  const { by, format, pages = false } = values
  if (by !== undefined && by !== 'slug' && by !== 'url') throw new ImportStopped('--by must be slug or url.')
  const known = FORMATS.find((each) => each === format)
  if (format !== undefined && known === undefined) throw new ImportStopped(`--format must be ${FORMATS.join(' or ')}.`)
  const { 'dry-run': dryRun = false, map = [], verbose = false } = values
  return { file, format: known, by, pages, moves: movesOf(map), dryRun, verbose }
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        format: { type: 'string' },
        by: { type: 'string' },
        pages: { type: 'boolean' },
        map: { type: 'string', multiple: true },
        'dry-run': { type: 'boolean' },
        verbose: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new ImportStopped(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
  }
}
