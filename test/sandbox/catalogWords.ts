/** The vocabulary of real catalogs: most names carry emoji or mathematical letters, some run from right to left. */

/** What is sold for each platform. */
export const SOLD: readonly { platform: string; things: readonly string[] }[] = [
	{ platform: 'Instagram', things: ['Followers', 'Likes', 'Views', 'Comments', 'Shares', 'Saves', 'Story Views'] },
	{ platform: 'TikTok', things: ['Followers', 'Likes', 'Views', 'Comments', 'Shares', 'Saves'] },
	{ platform: 'YouTube', things: ['Subscribers', 'Views', 'Likes', 'Comments', 'Shares'] },
	{ platform: 'Facebook', things: ['Followers', 'Likes', 'Reactions', 'Views', 'Comments', 'Members'] },
	{ platform: 'Telegram', things: ['Members', 'Views', 'Reactions'] },
	{ platform: 'Twitter (X)', things: ['Followers', 'Likes', 'Views', 'Comments'] },
	{ platform: 'Spotify', things: ['Followers', 'Plays', 'Saves'] },
	{ platform: 'Twitch', things: ['Followers', 'Views'] },
	{ platform: 'Discord', things: ['Members', 'Reactions'] },
	{ platform: 'LinkedIn', things: ['Followers', 'Likes', 'Comments', 'Shares'] },
	{ platform: 'Threads', things: ['Followers', 'Likes', 'Shares'] },
	{ platform: 'Snapchat', things: ['Followers', 'Story Views'] },
	{ platform: 'Pinterest', things: ['Followers', 'Likes', 'Saves'] },
	{ platform: 'SoundCloud', things: ['Followers', 'Plays', 'Likes', 'Comments'] },
];

/** How many of a thing can be ordered: usual minimums and maximums. */
export const AMOUNTS: Readonly<Record<string, { min: readonly number[]; max: readonly number[] }>> = {
	Comments: { min: [1, 5, 10], max: [100, 500, 1000, 5000] },
	Views: { min: [100, 500, 1000], max: [100_000, 1_000_000, 10_000_000] },
	Plays: { min: [500, 1000], max: [100_000, 1_000_000, 10_000_000] },
	'Story Views': { min: [20, 100], max: [5000, 10_000, 50_000] },
};
export const USUAL_AMOUNTS = { min: [10, 20, 50, 100], max: [1000, 5000, 10_000, 50_000, 250_000] } as const;

/** What an Arabic shop calls the things. */
export const ARABIC: Readonly<Record<string, string>> = {
	Followers: 'متابعين',
	Likes: 'لايكات',
	Views: 'مشاهدات',
	Comments: 'تعليقات',
	Shares: 'مشاركات',
	Saves: 'حفظ',
	Members: 'أعضاء',
	Subscribers: 'مشتركين',
	Reactions: 'تفاعلات',
	'Story Views': 'مشاهدات ستوري',
	Plays: 'مرات تشغيل',
};

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

export const RIGHT_TO_LEFT: readonly { platform: string; thing: string; name: string }[] = [
	{
		platform: 'Instagram',
		thing: 'Followers',
		name: 'متابعين انستقرام عرب حقيقيين ومتفاعلين مع ضمان سنة كاملة وسرعة عالية',
	},
	{ platform: 'TikTok', thing: 'Views', name: 'مشاهدات تيك توك سريعة جدا بداية فورية بدون نقص ضمان مدى الحياة' },
	{ platform: 'Telegram', thing: 'Members', name: 'عضو واقعی تلگرام با کیفیت بالا و ریزش کم شروع فوری' },
	{ platform: 'Instagram', thing: 'Followers', name: 'עוקבים אמיתיים לאינסטגרם עם אחריות מלאה והתחלה מיידית' },
	{ platform: 'Instagram', thing: 'Followers', name: 'انسٹاگرام فالوورز اعلیٰ معیار تیس دن کی ضمانت کے ساتھ' },
];

/**
 * HstockPlus product categories with their subcategories; the names follow the documented examples, which call one
 * category "Accounts-Email" in the rows and "Email Accounts" in the list of categories (`listedAs`).
 */
export const PRODUCT_CATEGORIES: readonly { category: string; listedAs?: string; subcategories: readonly string[] }[] = [
	{ category: 'Accounts-Email', listedAs: 'Email Accounts', subcategories: ['Gmail', 'Outlook'] },
	{ category: 'Accounts-Social', listedAs: 'Social Accounts', subcategories: ['Facebook', 'Instagram', 'TikTok'] },
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

/** The name of a category in the list of categories. */
export function listedName(category: string): string {
	return PRODUCT_CATEGORIES.find((entry) => entry.category === category)?.listedAs ?? category;
}

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
