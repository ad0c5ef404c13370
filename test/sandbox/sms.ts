import { book } from './add';
import { languageOf, translated } from './language';
import { toUnits } from './money';
import { hash, hexId } from './random';
import type { Booked, Fields, PanelState, Reply } from './state';

/** How long a number lives after the purchase: usual at SMS services, not documented by HstockPlus. */
const LIFE = 20 * 60_000;
const MOST_NUMBERS = 10;

const COUNTRIES: readonly { code: string; name: string; prefix: string }[] = [
	{ code: 'us', name: 'United States', prefix: '+1' },
	{ code: 'gb', name: 'United Kingdom', prefix: '+44' },
	{ code: 'de', name: 'Germany', prefix: '+49' },
	{ code: 'in', name: 'India', prefix: '+91' },
	{ code: 'br', name: 'Brazil', prefix: '+55' },
	{ code: 'id', name: 'Indonesia', prefix: '+62' },
];
const NAMES: readonly string[] = ['OpenAI / ChatGPT', 'WhatsApp', 'Telegram', 'Google / Gmail', 'Instagram', 'TikTok', 'Uber', 'Amazon'];

interface Project {
	id: string;
	name: string;
	price: string;
	country: string;
}

const PROJECTS: readonly Project[] = COUNTRIES.flatMap(({ code }, countryIndex) =>
	NAMES.map((name, index) => ({
		id: `65f${hexId(`sms:${name}:${code}`).slice(3)}`,
		name,
		country: code,
		price: index === 0 && countryIndex === 0 ? '0.5000' : `0.${String(500 + (hash(name + code) % 9000)).padStart(4, '0')}`,
	})),
);

function refuse(error: string): Reply {
	return { json: { error } };
}

/** `sms_projects`: a bare array, optionally of one country; names in the wanted language. */
export function smsProjects(_state: PanelState, fields: Fields): Reply {
	const language = languageOf(fields.lang);
	const wanted = (fields.country ?? '').toLowerCase();
	const rows = PROJECTS.filter((project) => wanted === '' || project.country === wanted).map((project) => ({
		project_id: project.id,
		name: translated(project.name, language),
		price: project.price,
		country_id: project.country,
		country_title: translated(COUNTRIES.find(({ code }) => code === project.country)?.name ?? project.country, language),
	}));
	return { json: rows };
}

/** `sms_countries`: a bare array of `{country_code, country_name}`. */
export function smsCountries(_state: PanelState, fields: Fields): Reply {
	const language = languageOf(fields.lang);
	return { json: COUNTRIES.map(({ code, name }) => ({ country_code: code, country_name: translated(name, language) })) };
}

/** The project that is asked for, unless it belongs to another country than the one asked for. */
function findProject({ project_id: id, country = '' }: Fields): Project | undefined {
	return PROJECTS.find((project) => project.id === id && (country === '' || project.country === country.toLowerCase()));
}

function nextPhone(state: PanelState, country: string): string {
	const prefix = COUNTRIES.find(({ code }) => code === country)?.prefix ?? '+1';
	const digits = String(hash(`phone:${state.nextOrder}`));
	return `${prefix}${digits.padStart(10, '5').slice(0, 10)}`;
}

/**
 * `add_sms`: buys 1 to 10 numbers and answers `{orders:[{order,phone,country,status:"active"}]}`, one order per number.
 * All or nothing: a balance that does not cover all of them buys none. A `phone` to reuse is given to the first number.
 */
export function addSms(state: PanelState, fields: Fields): Reply {
	const { texts } = state.facts;
	if ((fields.project_id ?? '') === '') return refuse(texts.serviceMissing);
	const project = findProject(fields);
	if (project === undefined) return refuse(texts.serviceUnknown);
	const asked = fields.quantity || '1';
	const quantity = /^\d{1,6}$/.test(asked) ? Number(asked) : 0;
	if (quantity < 1) return refuse('Quantity less than minimal 1');
	if (quantity > MOST_NUMBERS) return refuse(`Quantity more than maximum ${MOST_NUMBERS}`);
	const paid = toUnits(project.price);
	if (paid * BigInt(quantity) > state.balance) return refuse(texts.noFunds);
	const { country } = project;
	const orders = Array.from({ length: quantity }, (_, index) => {
		const phone = (index === 0 && fields.phone) || nextPhone(state, country);
		const booked = book(state, { kind: 'sms', fields, type: project.name, quantity: 1, runs: 1, paid, phone, country });
		booked.expiresAt = booked.createdAt + LIFE;
		return { order: booked.id, phone, country, status: 'active' };
	});
	return { json: { orders }, booked: orders.map(({ order }) => order) };
}

/** The SMS of a number, once it has arrived. After `expires_at` none arrives any more; an earlier one stays readable. */
export function smsOf(state: PanelState, order: Booked): { code: string; text: string } | undefined {
	const due = order.createdAt + Math.max(0, state.pace);
	const inTime = due < (order.patch.expiresAt ?? order.expiresAt ?? 0);
	if (order.sms === undefined && !state.smsByHand && order.patch.withholdSms !== true && inTime && state.now() >= due) {
		const code = String(100000 + (hash(`code:${order.id}`) % 900000));
		order.sms = { code, text: `Your verification code is ${code}` };
	}
	return order.sms;
}

/** `sms_code`: `waiting`, then `completed` with the code and the whole text. */
export function smsCode(state: PanelState, fields: Fields): Reply {
	const order = state.order(fields.order, 'sms');
	if (order === undefined) return refuse(state.facts.texts.orderUnknown);
	const sms = smsOf(state, order);
	if (sms === undefined) return { json: { status: 'waiting', message: 'Waiting for code' } };
	return { json: { status: 'completed', code: sms.code, sms_content: sms.text } };
}

/** `sms_status`: `active` without a code, then `code_received`; there is no documented value for an expired number. */
export function smsStatus(state: PanelState, fields: Fields): Reply {
	const order = state.order(fields.order, 'sms');
	if (order === undefined) return refuse(state.facts.texts.orderUnknown);
	if (order.patch.reply !== undefined) return { json: order.patch.reply };
	const sms = smsOf(state, order);
	const status = order.patch.status ?? (sms === undefined ? 'active' : 'code_received');
	const expires = new Date(order.patch.expiresAt ?? order.expiresAt ?? order.createdAt).toISOString();
	const charge = order.patch.charge ?? state.money(order.paid, 4);
	const code = sms === undefined ? {} : { code: sms.code };
	return { json: { status, phone: order.phone, ...code, charge, currency: state.currency, expires_at: expires } };
}
