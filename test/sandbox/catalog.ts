import {
	AMOUNTS,
	EMOJI,
	GUARANTEES,
	PRODUCT_CATEGORIES,
	PRODUCT_DETAILS,
	QUALITIES,
	RIGHT_TO_LEFT,
	SPEEDS,
	styled,
	USUAL_AMOUNTS,
} from './catalogWords';
import { at, hash, hexId, seededRandom, type Random } from './random';
import { SERVICE_TYPES } from './serviceTypes';
import { serviceName, shelfFor, UNLIMITED, type Shelf } from './shelves';
import type { CatalogRow, Dialect } from './types';

const LARGEST_CATALOG = 20_000;

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

function rateFor(random: Random): string {
	if (random.chance(12)) return `0.${String(1 + random.below(99_999_999)).padStart(8, '0')}`;
	if (random.chance(20)) return String(1 + random.below(40));
	return `${random.below(12)}.${String(1 + random.below(9999)).padStart(4, '0')}`;
}

function typeFor(random: Random, thing: string): string {
	if (thing !== 'Comments') return random.chance(13) ? 'Package' : 'Default';
	return random.pick(['Default', 'Custom Comments', 'Custom Comments', 'Custom Comments Package']);
}

function smmRow(random: Random, dialect: Dialect, service: number, shelf: Shelf): CatalogRow {
	const thing = random.pick(shelf.things);
	const type = dialect === 'hstockplus' ? 'Default' : typeFor(random, thing);
	const amounts = AMOUNTS[thing] ?? USUAL_AMOUNTS;
	const isPackage = type.endsWith('Package');
	const max = isPackage ? 1 : random.chance(5) && thing === 'Views' ? UNLIMITED : random.pick(amounts.max);
	// Some services are sold in one size only.
	const min = isPackage || random.chance(3) ? max : random.pick(amounts.min);
	const name = serviceName(random, dialect, shelf, { thing, max });
	const row: CatalogRow = {
		service,
		name,
		type,
		category: shelf.category,
		rate: rateFor(random),
		min,
		max,
		refill: !/No Refill|No Guarantee/.test(name) && random.chance(80),
		cancel: random.chance(40),
		dripfeed: random.chance(2),
	};
	if (dialect === 'hstockplus') row.subcategory = thing;
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
		const isProduct = dialect === 'hstockplus' && index % 5 < 2;
		const row = isProduct
			? productRow(random, service, index)
			: smmRow(random, dialect, service, shelfFor(dialect, Math.floor((index * categories) / size)));
		if (dialect === 'hstockplus') Object.assign(row, { id: hexId(`service:${service}`), shopId: shopId(index % shops) });
		catalog.push(row);
	}
	// The last SMM rows carry what tests look for in every larger catalog, wherever the random numbers fall.
	const tail = catalog
		.slice(25)
		.filter((row) => row.type === 'Default' && row.entityType !== 'product')
		.slice(-7);
	if (tail.length === 7) {
		for (const row of tail.slice(0, 5)) {
			row.name = `${EMOJI[0]} Instagram ${styled('Followers', 'bold')} | Best Seller | 30 Days Refill`;
			Object.assign(row, { category: 'Instagram', refill: true, ...(row.subcategory === undefined ? {} : { subcategory: 'Followers' }) });
		}
		at(tail, 4).name = `${EMOJI[1]} ${at(RIGHT_TO_LEFT, 0).name}`;
		Object.assign(at(tail, 5), { min: 1000, max: 1000, rate: '0.00012345' });
		at(tail, 6).max = UNLIMITED;
	}
	return catalog;
}
