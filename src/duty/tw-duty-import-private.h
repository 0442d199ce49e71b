/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty-import.h"
#include "duty/tw-duty-private.h"

G_BEGIN_DECLS

/**
 * TRUE when an import may begin now; it then counts as running until its finish function is called.
 * FALSE after having returned the refusal through @task.
 */
gboolean tw_duty_begin_import (TwDuty *self, GTask *task);

G_END_DECLS
