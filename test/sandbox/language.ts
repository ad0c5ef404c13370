const LANGUAGES = new Set('zh es fr de ja ko pt pt-BR ru ar hi vi ur bn-BD'.split(' '));

/** The documented language for a `lang` field, or null for English. `jp` is taken as `ja`; unknown codes give English. */
export function languageOf(lang: string | undefined): string | null {
	const code = lang === 'jp' ? 'ja' : (lang ?? '');
	return LANGUAGES.has(code) ? code : null;
}

/** Marks a text as translated, in a way that is easy to see in a test or a dropdown. */
export function translated(text: string, language: string | null): string {
	return language === null ? text : `${text} [${language}]`;
}
