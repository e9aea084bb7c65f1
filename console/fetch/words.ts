import { pickLanguage } from '../../domain/language.ts';

/** Our words on the page of a link to settings. `{provider}` is filled in. */
export interface FetchWords {
  readonly title: string;
  readonly text: string;
  readonly button: string;
  /** Under the button. */
  readonly note: string;
  /** Where this browser can make nothing of the settings. */
  readonly unfit: string;
}

const WORDS: Readonly<Record<string, FetchWords>> = {
  en: {
    title: 'Settings from {provider}',
    text: 'The settings for your phone are ready. Your phone asks you before it installs them.',
    button: 'Get the settings',
    note: 'They can be had a few times only: press the button on the phone that they are for.',
    unfit: 'This browser cannot use these settings. Open the link on the phone that they are for.',
  },
  fi: {
    title: 'Asetukset: {provider}',
    text: 'Puhelimesi asetukset ovat valmiina. Puhelin kysyy sinulta ennen kuin se asentaa ne.',
    button: 'Hae asetukset',
    note: 'Ne voi hakea vain muutaman kerran: paina painiketta siinä puhelimessa, jota varten ne ovat.',
    unfit: 'Tämä selain ei voi käyttää näitä asetuksia. Avaa linkki siinä puhelimessa, jota varten ne ovat.',
  },
  sv: {
    title: 'Inställningar från {provider}',
    text: 'Inställningarna för din telefon är klara. Telefonen frågar dig innan den installerar dem.',
    button: 'Hämta inställningarna',
    note: 'De kan bara hämtas några gånger: tryck på knappen på den telefon som de är till för.',
    unfit: 'Den här webbläsaren kan inte använda inställningarna. Öppna länken på den telefon som de är till för.',
  },
  de: {
    title: 'Einstellungen von {provider}',
    text: 'Die Einstellungen für Ihr Telefon sind bereit. Ihr Telefon fragt Sie, bevor es sie installiert.',
    button: 'Einstellungen holen',
    note: 'Sie lassen sich nur wenige Male holen: Drücken Sie den Knopf auf dem Telefon, für das sie gedacht sind.',
    unfit:
      'Dieser Browser kann mit diesen Einstellungen nichts anfangen. Öffnen Sie den Link auf dem Telefon, für das sie gedacht sind.',
  },
  fr: {
    title: 'Réglages de {provider}',
    text: 'Les réglages de votre téléphone sont prêts. Votre téléphone vous demande avant de les installer.',
    button: 'Obtenir les réglages',
    note: 'On ne peut les obtenir que quelques fois : appuyez sur le bouton du téléphone auquel ils sont destinés.',
    unfit: 'Ce navigateur ne peut pas utiliser ces réglages. Ouvrez le lien sur le téléphone auquel ils sont destinés.',
  },
  es: {
    title: 'Ajustes de {provider}',
    text: 'Los ajustes de su teléfono están listos. El teléfono le pregunta antes de instalarlos.',
    button: 'Obtener los ajustes',
    note: 'Solo se pueden obtener unas pocas veces: pulse el botón en el teléfono al que están destinados.',
    unfit: 'Este navegador no puede usar estos ajustes. Abra el enlace en el teléfono al que están destinados.',
  },
  ar: {
    title: 'إعدادات من {provider}',
    text: 'إعدادات هاتفك جاهزة. يسألك الهاتف قبل أن يثبّتها.',
    button: 'الحصول على الإعدادات',
    note: 'يمكن الحصول عليها مرات قليلة فقط: اضغط الزر على الهاتف المخصصة له.',
    unfit: 'لا يستطيع هذا المتصفح استخدام هذه الإعدادات. افتح الرابط على الهاتف المخصصة له.',
  },
};

/** The words of a language, or the nearest that there are. */
export function fetchWords(language: string): FetchWords {
  const found = WORDS[pickLanguage(Object.keys(WORDS), [language])];
  if (found === undefined) throw new Error('There are no words in English');
  return found;
}
