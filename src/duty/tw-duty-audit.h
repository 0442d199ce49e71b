/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/tw-store.h"

G_BEGIN_DECLS

/**
 * Writes who did what, when: one audit document. @action is a stable word ("import.map"), @subject
 * a document id or path (may be NULL), @detail free text (may be NULL). Never fails the deed
 * itself: an error is only returned to say so.
 */
gboolean tw_duty_audit (TwStore *store, gint64 at_us, const char *action, const char *subject,
                        const char *detail, GError **error);

G_END_DECLS
