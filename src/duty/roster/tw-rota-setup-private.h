/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-publish.h"
#include "duty/roster/tw-rota-setup.h"

G_BEGIN_DECLS

/** Who sits at the console, if the kind may be changed. */
gboolean tw_setup_check_right (TwDuty *duty, TwSetupKind kind, TwOfficer **ret_actor,
                               GError **error);

G_END_DECLS
