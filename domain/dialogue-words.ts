import { pickLanguage } from './language.ts';

/** Our own words in short messages, around those of the provider. `{…}` is filled in. */
export interface DialogueWords {
  /** What a user may reply; the first of each is what we name. */
  readonly yes: readonly string[];
  readonly no: readonly string[];
  /** How a question that wants yes or no ends. */
  readonly confirmHint: string;
  /** How a question that wants a value ends. */
  readonly valueHint: string;
  /** Before the link to the page. */
  readonly linkHint: string;
  readonly notUnderstood: string;
  readonly reminder: string;
  readonly pin: string;
  /** Before the link by which a phone fetches its settings. */
  readonly fetchHint: string;
}

/** Decline whatever was asked, and are not asked again: understood in every language. */
export const STOP_WORDS = [
  'stop',
  'stopall',
  'unsubscribe',
  'end',
  'quit',
  'seis',
  'stopp',
  'arret',
  'alto',
  'قف',
  'توقف',
];
/** Take it back. */
export const START_WORDS = ['start', 'unstop', 'aloita', 'ابدا'];

const WORDS: Readonly<Record<string, DialogueWords>> = {
  en: {
    yes: ['yes', 'y', 'ok', 'accept'],
    no: ['no', 'n', 'decline'],
    confirmHint: 'Reply YES or NO. STOP ends all questions.',
    valueHint: 'Reply with the answer, or NO. STOP ends all questions.',
    linkHint: 'Answer here:',
    notUnderstood: 'We did not understand your reply.',
    reminder: 'Reminder:',
    pin: 'The PIN for the settings that come to your phone is {pin}.',
    fetchHint: 'Open this on your phone to get the settings:',
  },
  fi: {
    yes: ['kyllä', 'joo', 'k', 'ok', 'hyväksyn'],
    no: ['ei', 'e', 'hylkää'],
    confirmHint: 'Vastaa KYLLÄ tai EI. STOP lopettaa kysymykset.',
    valueHint: 'Vastaa tähän viestiin, tai EI. STOP lopettaa kysymykset.',
    linkHint: 'Vastaa tästä:',
    notUnderstood: 'Emme ymmärtäneet vastaustasi.',
    reminder: 'Muistutus:',
    pin: 'Puhelimeesi tulevien asetusten PIN on {pin}.',
    fetchHint: 'Hae asetukset avaamalla tämä puhelimessasi:',
  },
  sv: {
    yes: ['ja', 'j', 'ok'],
    no: ['nej', 'n'],
    confirmHint: 'Svara JA eller NEJ. STOP avslutar alla frågor.',
    valueHint: 'Svara på detta meddelande, eller NEJ. STOP avslutar alla frågor.',
    linkHint: 'Svara här:',
    notUnderstood: 'Vi förstod inte ditt svar.',
    reminder: 'Påminnelse:',
    pin: 'PIN-koden för inställningarna som kommer till din telefon är {pin}.',
    fetchHint: 'Öppna detta på din telefon för att hämta inställningarna:',
  },
  de: {
    yes: ['ja', 'j', 'ok'],
    no: ['nein', 'n'],
    confirmHint: 'Antworten Sie JA oder NEIN. STOP beendet alle Fragen.',
    valueHint: 'Antworten Sie auf diese Nachricht, oder NEIN. STOP beendet alle Fragen.',
    linkHint: 'Hier antworten:',
    notUnderstood: 'Wir haben Ihre Antwort nicht verstanden.',
    reminder: 'Erinnerung:',
    pin: 'Die PIN für die Einstellungen, die auf Ihr Telefon kommen, ist {pin}.',
    fetchHint: 'Öffnen Sie dies auf Ihrem Telefon, um die Einstellungen zu holen:',
  },
  fr: {
    yes: ['oui', 'o', 'ok'],
    no: ['non', 'n'],
    confirmHint: 'Répondez OUI ou NON. STOP met fin aux questions.',
    valueHint: 'Répondez à ce message, ou NON. STOP met fin aux questions.',
    linkHint: 'Répondez ici :',
    notUnderstood: "Nous n'avons pas compris votre réponse.",
    reminder: 'Rappel :',
    pin: 'Le code PIN des réglages qui arrivent sur votre téléphone est {pin}.',
    fetchHint: 'Ouvrez ceci sur votre téléphone pour obtenir les réglages :',
  },
  es: {
    yes: ['sí', 's', 'ok', 'vale'],
    no: ['no', 'n'],
    confirmHint: 'Responda SÍ o NO. STOP termina las preguntas.',
    valueHint: 'Responda a este mensaje, o NO. STOP termina las preguntas.',
    linkHint: 'Responda aquí:',
    notUnderstood: 'No hemos entendido su respuesta.',
    reminder: 'Recordatorio:',
    pin: 'El PIN de los ajustes que llegan a su teléfono es {pin}.',
    fetchHint: 'Abra esto en su teléfono para obtener los ajustes:',
  },
  ar: {
    yes: ['نعم', 'موافق', 'اوافق', 'ايوه'],
    no: ['لا', 'ارفض', 'كلا'],
    confirmHint: 'أجب بنعم أو لا. أرسل STOP لإيقاف الأسئلة.',
    valueHint: 'أجب على هذه الرسالة أو أرسل لا. أرسل STOP لإيقاف الأسئلة.',
    linkHint: 'أجب هنا:',
    notUnderstood: 'لم نفهم ردك.',
    reminder: 'تذكير:',
    pin: 'رمز PIN للإعدادات التي تصل إلى هاتفك هو {pin}.',
    fetchHint: 'افتح هذا الرابط على هاتفك للحصول على الإعدادات:',
  },
};

/** The words of a language, or the nearest that there are. */
export function dialogueWords(language: string): DialogueWords {
  const found = WORDS[pickLanguage(Object.keys(WORDS), [language])];
  if (found === undefined) throw new Error('There are no words in English');
  return found;
}
