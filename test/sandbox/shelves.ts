import { ARABIC, EMOJI, GUARANTEES, QUALITIES, REGIONS, RIGHT_TO_LEFT, SOLD, SPEEDS, styled } from './catalogWords';
import { at, type Random } from './random';
import type { Dialect } from './types';

/** The largest `max` that real catalogs show: a signed 32-bit integer. */
export const UNLIMITED = 2_147_483_647;
const LONGEST_NAME = 150;

/** A category, and what the names and limits of its services follow from. */
export interface Shelf {
	category: string;
	platform: string;
	region: string;
	/** What is sold there; several things where subcategories tell them apart. */
	things: readonly string[];
}

/** The category with this number, in the style of the panel: HstockPlus has subcategories, the others name everything. */
export function shelfFor(dialect: Dialect, index: number): Shelf {
	const { platform, things } = at(SOLD, index % SOLD.length);
	const round = Math.floor(index / SOLD.length);
	if (index === 0) return { category: 'Instagram', platform, region: 'Worldwide', things };
	const kinds = dialect === 'hstockplus' ? 1 : things.length;
	const regions = Math.floor(round / kinds);
	const region = at(REGIONS, (dialect === 'hstockplus' ? regions : regions + (index % SOLD.length)) % REGIONS.length);
	// A second row of categories for the same thing and region is a better kind of it.
	const better = regions < REGIONS.length ? '' : ` ${at(QUALITIES, Math.floor(regions / REGIONS.length) % QUALITIES.length)}`;
	if (dialect === 'hstockplus')
		return { category: `${platform}${region === 'Worldwide' ? '' : ` ${region}`}${better}`, platform, region, things };
	const thing = at(things, round % kinds);
	const emoji = at(EMOJI, index % EMOJI.length);
	const category =
		dialect === 'hmSocialMedia'
			? `${emoji} ${platform} ${thing} - ${region}${better}`
			: `${platform} | ${thing} ${emoji} [${region}]${better}`;
	return { category, platform, region, things: [thing] };
}

/** Real names: p50 about 80 characters, 150 at most, nine of ten with emoji or styled letters. */
export function serviceName(
	random: Random,
	dialect: Dialect,
	{ platform, region }: Shelf,
	{ thing, max }: { thing: string; max: number },
): string {
	const foreign = RIGHT_TO_LEFT.filter((entry) => entry.platform === platform && entry.thing === thing);
	if (foreign.length > 0 && random.chance(20)) return `${random.pick(EMOJI)} ${random.pick(foreign).name} | ${shortAmount(max)}`;
	if (dialect === 'hassanStore' && random.chance(30))
		return cut(`${random.pick(EMOJI)} ${ARABIC[thing] ?? thing} ${platform} | ${random.pick(GUARANTEES)} | ${random.pick(SPEEDS)}`);
	const size = max === 1 ? [] : [`Max ${shortAmount(max)}`];
	const parts = [`${region} ${random.pick(QUALITIES)}`, ...size, random.pick(SPEEDS), random.pick(GUARANTEES)];
	while (random.chance(28)) parts.push(random.pick(QUALITIES));
	if (random.chance(10)) return cut(`${platform} ${thing} | ${parts.join(' | ').replace(/[^\x20-\x7e]/g, '')}`);
	const title = random.chance(50) ? styled(thing, random.chance(50) ? 'bold' : 'sans') : thing;
	return cut(`${random.pick(EMOJI)} ${platform} ${title} ${random.pick(EMOJI)} ${parts.join(' | ')}`);
}

function shortAmount(amount: number): string {
	if (amount === UNLIMITED) return '∞';
	return amount >= 1_000_000 ? `${amount / 1_000_000}M` : amount >= 1000 ? `${amount / 1000}K` : String(amount);
}

/** Cuts at a whole character, never inside a surrogate pair. */
function cut(name: string): string {
	return Array.from(name).slice(0, LONGEST_NAME).join('').trim();
}
