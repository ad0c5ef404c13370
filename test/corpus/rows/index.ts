import type { CorpusRow } from '../row';
import { ACCOUNT_ROWS } from './accounts';
import { CUSTOM_ROWS } from './customs';
import { HANDLER_ROWS } from './handlers';
import { LIST_ROWS } from './lists';
import { NUMBER_ROWS } from './numbers';
import { ORDER_ROWS } from './orders';
import { PAGE_ROWS } from './pages';
import { REQUEST_ROWS } from './requests';
import { SCRIPT_ROWS } from './scripts';
import { STATUS_ROWS } from './statuses';

export const CORPUS: readonly CorpusRow[] = [
	...ORDER_ROWS,
	...NUMBER_ROWS,
	...STATUS_ROWS,
	...REQUEST_ROWS,
	...LIST_ROWS,
	...ACCOUNT_ROWS,
	...CUSTOM_ROWS,
	...SCRIPT_ROWS,
	...PAGE_ROWS,
	...HANDLER_ROWS,
];
