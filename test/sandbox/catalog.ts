import {
	EMOJI,
	GUARANTEES,
	PLATFORMS,
	PRODUCT_CATEGORIES,
	PRODUCT_DETAILS,
	QUALITIES,
	REGIONS,
	RIGHT_TO_LEFT,
	SPEEDS,
	styled,
	THINGS,
} from './catalogWords';
import { at, hash, hexId, seededRandom, type Random } from './random';
import { formOf, SERVICE_TYPES } from './serviceTypes';
import type { CatalogRow, Dialect } from './types';

const LARGEST_CATALOG = 20_000;
/** The largest `max` that real catalogs show: a signed 32-bit integer. */
const UNLIMITED = 2_147_483_647;
const LONGEST_NAME = 150;

/** Rows 1 and 2 of each catalog are the rows of the document's own example. */
function documentedRows(dialect: Dialect): CatalogRow[] {
	if (dialect === 'hstockplus') {
		return [
			{
				id: '507f1f77bcf86cd799439011',
				service: 1,
				name: 'Instagram Followers',
				type: 'Default',
				category: 'Instagram',
				subcategory: 'Followers',
				rate: '0.50',
				min: 100,
				max: 10000,
				refill: true,
				cancel: false,
				stock: 10000,
				entityType: 'smm',
				autoDelivery: true,
				shopId: shopId(0),
			},
			{
				id: '507f1f77bcf86cd799439012',
				service: 2,
				name: 'Gmail Account - USA',
				type: 'Default',
				category: 'Accounts-Email',
				subcategory: 'Gmail',
				rate: '25.00',
				min: 1,
				max: 50,
				refill: false,
				cancel: false,
				stock: 50,
				entityType: 'product',
				autoDelivery: true,
				description: 'Verified Gmail account with recovery email',
				shopId: shopId(0),
				imageUrl: 'https://example.com/uploads/products/gmail.webp',
				isRecommended: true,
			},
		];
	}
	return [
		{
			service: 1,
			name: 'Followers',
			type: 'Default',
			category: 'First Category',
			rate: '0.90',
			min: 50,
			max: 10000,
			refill: true,
			cancel: true,
			dripfeed: true,
			desc: 'High quality followers',
		},
		{
			service: 2,
			name: 'Comments',
			type: 'Custom Comments',
			category: 'Second Category',
			rate: '8',
			min: 10,
			max: 1500,
			refill: false,
			cancel: dialect === 'hmSocialMedia',
			dripfeed: false,
			desc: 'Custom comments service',
		},
	];
}

/** One row for every order form of the standard, so that each can be tried by hand. HstockPlus documents Default only. */
function showcaseRows(dialect: Dialect): CatalogRow[] {
	if (dialect === 'hstockplus') return [];
	return SERVICE_TYPES.map((type, index) => ({
		service: 3 + index,
		name: `🎯 ${styled('Instagram', 'bold')} ${type} | Every Order Form | Instant Start ⚡`,
		type,
		category: '🎯 Every Order Form',
		rate: type.endsWith('Package') ? '4.50' : '1.25',
		min: 1,
		max: 5000,
		refill: true,
		cancel: true,
		dripfeed: type === 'Default' || type === 'Web Traffic',
		desc: `Try the order form of the type ${type} here.`,
	}));
}

function categoryName(index: number): string {
	const platform = PLATFORMS[index % PLATFORMS.length];
	const thing = THINGS[Math.floor(index / PLATFORMS.length) % THINGS.length];
	const region = REGIONS[((index % PLATFORMS.length) + Math.floor(index / (PLATFORMS.length * THINGS.length))) % REGIONS.length];
	return `${EMOJI[index % EMOJI.length]} ${platform} ${thing} - ${region}`;
}

/** Real names: p50 about 80 characters, 150 at most, nine of ten with emoji or styled letters. */
function serviceName(random: Random, platform: string): string {
	if (random.chance(4)) return `${random.pick(EMOJI)} ${random.pick(RIGHT_TO_LEFT)} | ${1 + random.below(500)}K`;
	const thing = random.pick(THINGS);
	const parts = [
		`${random.pick(REGIONS)} ${random.pick(QUALITIES)}`,
		`Max ${1 + random.below(900)}K`,
		random.pick(SPEEDS),
		random.pick(GUARANTEES),
	];
	while (random.chance(28)) parts.push(random.pick(QUALITIES));
	if (random.chance(10)) return cut(`${platform} ${thing} | ${parts.join(' | ').replace(/[^\x20-\x7e]/g, '')}`);
	const title = random.chance(50) ? styled(thing, random.chance(50) ? 'bold' : 'sans') : thing;
	return cut(`${random.pick(EMOJI)} ${platform} ${title} ${random.pick(EMOJI)} ${parts.join(' | ')}`);
}

/** Cuts at a whole character, never inside a surrogate pair. */
function cut(name: string): string {
	return Array.from(name).slice(0, LONGEST_NAME).join('').trim();
}

function rateFor(random: Random): string {
	if (random.chance(12)) return `0.${String(1 + random.below(99_999_999)).padStart(8, '0')}`;
	if (random.chance(20)) return String(1 + random.below(40));
	return `${random.below(12)}.${String(1 + random.below(9999)).padStart(4, '0')}`;
}

function typeFor(random: Random): string {
	const share = random.below(1000);
	if (share < 812) return 'Default';
	if (share < 935) return 'Package';
	if (share < 969) return 'Custom Comments';
	if (share < 984) return 'Custom Comments Package';
	return random.pick(SERVICE_TYPES);
}

function smmRow(random: Random, dialect: Dialect, service: number, category: string, platform: string): CatalogRow {
	const type = dialect === 'hstockplus' ? 'Default' : typeFor(random);
	const written = formOf({ type }).quantity.startsWith('lines');
	const min = type.endsWith('Package') ? 1 : random.pick(written ? [1, 5, 10] : [1, 10, 20, 50, 100, 500, 1000]);
	const wanted = random.chance(5) ? UNLIMITED : random.pick([1000, 5000, 10_000, 50_000, 250_000, 1_000_000, 10_000_000]);
	const max = type.endsWith('Package') || random.chance(6) ? min : wanted;
	const row: CatalogRow = {
		service,
		name: serviceName(random, platform),
		type,
		category,
		rate: rateFor(random),
		min,
		max,
		refill: random.chance(45),
		cancel: random.chance(40),
		dripfeed: random.chance(2),
	};
	if (dialect === 'hassanStore') {
		row.desc =
			`📌 Link: profile or post. ${random.pick(QUALITIES)}. ${random.pick(SPEEDS)}. ${random.pick(GUARANTEES)}. ` +
			'Please do not order the same link twice before the first order is completed. The account has to be public. ' +
			'No refund for a wrong link or after a change of the user name.';
	}
	return row;
}

function productRow(random: Random, service: number, index: number): CatalogRow {
	const { category, subcategories } = at(PRODUCT_CATEGORIES, index % PRODUCT_CATEGORIES.length);
	const subcategory = random.pick(subcategories);
	const stock = random.chance(8) ? 0 : 1 + random.below(400);
	const details = [random.pick(PRODUCT_DETAILS), random.pick(PRODUCT_DETAILS)].join(' | ');
	return {
		service,
		name: `${random.pick(EMOJI)} ${styled(subcategory, 'sans')} Account - ${details}`,
		type: 'Default',
		category,
		subcategory,
		rate: `${random.below(30)}.${10 + random.below(90)}`,
		min: 1,
		max: stock,
		refill: false,
		cancel: false,
		stock,
		entityType: 'product',
		autoDelivery: random.chance(75),
		description: `${subcategory} accounts. ${details}. Change the password at once.`,
		imageUrl: `https://example.com/uploads/products/${subcategory.toLowerCase().replace(/\W+/g, '-')}.webp`,
		isRecommended: random.chance(15),
	};
}

/** The id of the shop with this number; ids have the 24 hexadecimal digits of every HstockPlus entity. */
export function shopId(index: number): string {
	return hexId(`shop:${index}`);
}

/**
 * Makes a catalog of `rows` services (0 to 20000) that is the same in every run for a dialect and a size. It imitates
 * measured catalogs (docs/panel-api.md#catalog-size): long names with emoji and styled letters, one name four times,
 * right-to-left text, min = max, an "unlimited" max, rates with up to eight decimals, 8 rows per category.
 */
export function generateCatalog(dialect: Dialect, rows: number): CatalogRow[] {
	const size = Math.min(LARGEST_CATALOG, Math.max(0, Math.floor(rows)));
	const random = seededRandom(hash(`${dialect}:${size}`));
	const catalog = [...documentedRows(dialect), ...showcaseRows(dialect)].slice(0, size);
	const categories = Math.min(2500, Math.max(8, Math.round(size / 8)));
	const shops = Math.min(45, Math.max(1, Math.floor(size * 0.4)));
	let service = catalog.length;
	for (let index = catalog.length; index < size; index += 1) {
		service += 1 + (random.chance(20) ? random.below(4) : 0);
		const categoryIndex = Math.floor((index * categories) / size);
		const platform = at(PLATFORMS, categoryIndex % PLATFORMS.length);
		const isProduct = dialect === 'hstockplus' && index % 5 < 2;
		const row = isProduct
			? productRow(random, service, index)
			: smmRow(random, dialect, service, categoryIndex === 0 ? 'Instagram' : categoryName(categoryIndex), platform);
		if (dialect === 'hstockplus') {
			row.id = hexId(`service:${service}`);
			row.shopId = shopId(index % shops);
			row.subcategory ??= random.pick(THINGS);
		}
		catalog.push(row);
	}
	// The last SMM rows carry what tests look for in every larger catalog, wherever the random numbers fall.
	const tail = catalog
		.slice(25)
		.filter((row) => row.type === 'Default' && row.entityType !== 'product')
		.slice(-7);
	if (tail.length === 7) {
		for (const row of tail.slice(0, 4)) row.name = `${EMOJI[0]} Instagram ${styled('Followers', 'bold')} | Best Seller | 30 Days Refill`;
		at(tail, 4).name = `${EMOJI[1]} ${RIGHT_TO_LEFT[0]}`;
		Object.assign(at(tail, 5), { min: 1000, max: 1000, rate: '0.00012345' });
		at(tail, 6).max = UNLIMITED;
	}
	return catalog;
}
