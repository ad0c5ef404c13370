import type { TriggerEvent } from './environment';
import { balanceBelow } from './events/balanceBelow';
import { orderStatus } from './events/orderStatus';
import { refillStatus } from './events/refillStatus';
import { serviceChanged } from './events/serviceChanged';
import { smsCode } from './events/smsCode';

/** Every event of the trigger; the first is the default. Fields stand in the editor in the order of this list. */
export const events: readonly TriggerEvent[] = [orderStatus, smsCode, balanceBelow, serviceChanged, refillStatus];
