/**
 * The text of a failure in each language of the server (functions/pages/languages/), for when the server does not
 * answer.
 */
import { localeOf } from './tag.ts'

/** The sentence, and the label of the button. */
export const WORDS: Record<string, readonly [string, string]> = {
  en: ['The comments could not be loaded.', 'Try again'],
  ar: ['تعذّر تحميل التعليقات.', 'حاول مجددًا'],
  de: ['Die Kommentare konnten nicht geladen werden.', 'Noch einmal versuchen'],
  es: ['No se han podido cargar los comentarios.', 'Reintentar'],
  fa: ['دیدگاه‌ها بارگذاری نشد.', 'تلاش دوباره'],
  fr: ['Les commentaires n’ont pas pu être chargés.', 'Réessayer'],
  he: ['לא ניתן היה לטעון את התגובות.', 'לנסות שוב'],
  hi: ['टिप्पणियाँ लोड नहीं हो सकीं।', 'फिर कोशिश करें'],
  id: ['Komentar tidak dapat dimuat.', 'Coba lagi'],
  it: ['Non è stato possibile caricare i commenti.', 'Riprova'],
  ja: ['コメントを読み込めませんでした。', 'もう一度試す'],
  ko: ['댓글을 불러오지 못했습니다.', '다시 시도'],
  nl: ['De reacties konden niet worden geladen.', 'Opnieuw proberen'],
  pl: ['Nie udało się wczytać komentarzy.', 'Spróbuj ponownie'],
  pt: ['Não foi possível carregar os comentários.', 'Tentar de novo'],
  ru: ['Комментарии загрузить не удалось.', 'Попробовать снова'],
  tr: ['Yorumlar yüklenemedi.', 'Yeniden dene'],
  uk: ['Не вдалося завантажити коментарі.', 'Спробувати знову'],
  vi: ['Không tải được bình luận.', 'Thử lại'],
  'zh-Hans': ['评论加载失败。', '重试'],
  'zh-Hant': ['無法載入留言。', '再試一次'],
}

/** The nearest language of `WORDS`. */
export function nearest(tag: string): string {
  const { language = '', script } = localeOf(tag)?.maximize() ?? {}
  const code = language === 'zh' ? `zh-${script}` : language
  return Object.hasOwn(WORDS, code) ? code : 'en'
}
