/**
 * The widget (docs/widget.md).
 */
export {}

declare const CONVERSATION_STYLE: string
void CONVERSATION_STYLE
