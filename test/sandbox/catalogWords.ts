/** The vocabulary of real catalogs: most names carry emoji or mathematical letters, some run from right to left. */

export const PLATFORMS: readonly string[] = [
	'Instagram',
	'TikTok',
	'YouTube',
	'Facebook',
	'Telegram',
	'Twitter (X)',
	'Spotify',
	'Twitch',
	'Discord',
	'LinkedIn',
	'Threads',
	'Snapchat',
	'Pinterest',
	'SoundCloud',
];

export const THINGS: readonly string[] = [
	'Followers',
	'Likes',
	'Views',
	'Comments',
	'Shares',
	'Saves',
	'Members',
	'Subscribers',
	'Reactions',
	'Story Views',
];

export const REGIONS: readonly string[] = [
	'Worldwide',
	'USA',
	'Türkiye',
	'Brasil',
	'India',
	'Россия',
	'Arab',
	'Deutschland',
	'España',
	'France',
	'Italia',
	'Japan',
	'Korea',
	'Việt Nam',
	'Bangladesh',
	'Pakistan',
	'Indonesia',
	'Nigeria',
	'Mexico',
	'Colombia',
	'Egypt',
	'UAE',
	'UK',
	'Polska',
	'Iran',
	'Israel',
	'Thailand',
	'Philippines',
	'Ukraine',
	'China',
];

export const QUALITIES: readonly string[] = [
	'HQ Accounts',
	'Real & Active',
	'Old Accounts With Posts',
	'Mixed Quality',
	'Premium',
	'Bot',
	'Organic Look',
	'Non Drop',
	'Low Drop',
	'Best Seller',
	'Cheapest In The Market',
	'Recommended',
];

export const SPEEDS: readonly string[] = [
	'Speed 1K/Day',
	'Speed 10K/Day',
	'Speed 100K/Day',
	'Instant Start',
	'0-1 Hour Start',
	'0-15 Min Start',
	'Day 500',
	'Slow Start',
];

export const GUARANTEES: readonly string[] = [
	'No Refill',
	'30 Days Refill',
	'60 Days ♻️',
	'365 Days ♻️',
	'Lifetime Guarantee',
	'Refill Button',
	'No Guarantee',
];

export const EMOJI: readonly string[] = ['🔥', '⭐', '⚡', '💎', '🚀', '✅', '🥇', '♻️', '💧', '🎯', '👑', '🌍', '📈', '❤️'];

export const RIGHT_TO_LEFT: readonly string[] = [
	'متابعين انستقرام عرب حقيقيين ومتفاعلين مع ضمان سنة كاملة وسرعة عالية',
	'مشاهدات تيك توك سريعة جدا بداية فورية بدون نقص ضمان مدى الحياة',
	'عضو واقعی تلگرام با کیفیت بالا و ریزش کم شروع فوری',
	'עוקבים אמיתיים לאינסטגרם עם אחריות מלאה והתחלה מיידית',
	'انسٹاگرام فالوورز اعلیٰ معیار تیس دن کی ضمانت کے ساتھ',
];

/** HstockPlus product categories with their subcategories; the names follow the documented examples. */
export const PRODUCT_CATEGORIES: readonly { category: string; subcategories: readonly string[] }[] = [
	{ category: 'Accounts-Email', subcategories: ['Gmail', 'Outlook'] },
	{ category: 'Accounts-Social', subcategories: ['Facebook', 'Instagram', 'TikTok'] },
	{ category: 'Subscriptions', subcategories: ['ChatGPT', 'Netflix', 'Spotify'] },
	{ category: 'Gift Cards', subcategories: ['Steam', 'Google Play'] },
];

export const PRODUCT_DETAILS: readonly string[] = [
	'USA',
	'Europe Mix',
	'Aged 2019',
	'With Recovery Email',
	'2FA Enabled',
	'Fresh',
	'PVA',
	'Full Access',
	'Warranty 7 Days',
	'Random IP',
	'High Trust Score',
	'Cookies Included',
];

/**
 * Writes ASCII letters in a mathematical alphabet, as panels do to stand out: 'bold' 𝐅𝐨𝐥𝐥𝐨𝐰𝐞𝐫𝐬, 'sans' 𝗙𝗼𝗹𝗹𝗼𝘄𝗲𝗿𝘀.
 * A search for plain letters finds them only after NFKC folding.
 */
export function styled(text: string, alphabet: 'bold' | 'sans'): string {
	const capitals = alphabet === 'bold' ? 0x1d400 : 0x1d5d4;
	return Array.from(text, (letter) => {
		const code = letter.charCodeAt(0);
		if (code >= 65 && code <= 90) return String.fromCodePoint(capitals + code - 65);
		if (code >= 97 && code <= 122) return String.fromCodePoint(capitals + 26 + code - 97);
		return letter;
	}).join('');
}
