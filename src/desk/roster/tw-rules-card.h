/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/roster/tw-rota-setup.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TwRulesCard: one tide rule, post or rule pack as a row that opens to be edited. Its widgets have
 * names ("name", "window", "share", "save", "warning" ...; a rule's is its key).
 *
 * Signals are plain functions: @saved after it was written or removed, @failed with the message.
 */
typedef struct _TwRulesCard TwRulesCard;

typedef struct {
  void (*saved) (const char *id, gpointer user_data); /* NULL: it was removed */
  void (*failed) (const char *message, gpointer user_data);
  gpointer user_data;
} TwRulesHost;

/** @item is taken; its rev NULL and id NULL: a new one. The card goes with its row (borrowed). */
TwRulesCard *tw_rules_card_new (TwDuty *duty, TwSetupKind kind, TwSetupItem *item,
                                const TwRulesHost *host);
AdwExpanderRow *tw_rules_card_get_row (TwRulesCard *self);
const char *tw_rules_card_get_id (TwRulesCard *self);
/** Changed and not saved. */
gboolean tw_rules_card_is_dirty (TwRulesCard *self);

G_END_DECLS
