// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "desk/roster/tw-roster-rules-dialog.h"

#include "desk/compat.h"
#include "desk/roster/tw-rules-card.h"
#include "desk/tw-fit.h"
#include "duty/roster/tw-rota-publish.h"
#include "duty/roster/tw-rota-setup.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define N_TABS 3

struct _TwRosterRulesDialog {
  AdwWindow parent_instance;
  AdwViewStack *stack;
  GtkBox *tides, *posts, *packs;
  GtkWidget *add, *problem_bar;
  GtkLabel *problem;

  TwDuty *duty;
  AdwPreferencesGroup *groups[N_TABS]; /* what stands in the tabs now */
  GPtrArray *cards[N_TABS];            /* TwRulesCard, borrowed of their rows */
  char *open_id;
  guint refill_id;
};

G_DEFINE_FINAL_TYPE (TwRosterRulesDialog, tw_roster_rules_dialog, ADW_TYPE_WINDOW)

static const char *const tabs[N_TABS] = { "tides", "posts", "packs" };

static guint
current_tab (TwRosterRulesDialog *self)
{
  const char *name = adw_view_stack_get_visible_child_name (self->stack);

  for (guint i = 0; i < N_TABS; i++)
    if (g_strcmp0 (name, tabs[i]) == 0)
      return i;
  return 0;
}

static void
set_problem (TwRosterRulesDialog *self, const char *text)
{
  gtk_label_set_text (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (self->problem_bar, text != NULL);
  if (text != NULL)
    tw_compat_announce (GTK_WIDGET (self->problem), text);
}

/* --- lists ------------------------------------------------------------------------------------ */

static gboolean
is_dirty (TwRosterRulesDialog *self)
{
  for (guint tab = 0; tab < N_TABS; tab++)
    for (guint i = 0; self->cards[tab] != NULL && i < self->cards[tab]->len; i++)
      if (tw_rules_card_is_dirty (self->cards[tab]->pdata[i]))
        return TRUE;
  return FALSE;
}

static void saved_cb (const char *id, gpointer user_data);

static void
failed_cb (const char *message, gpointer user_data)
{
  set_problem (user_data, message);
}

static TwRulesCard *
add_card (TwRosterRulesDialog *self, guint tab, TwSetupItem *item)
{
  TwRulesHost host = { saved_cb, failed_cb, self };
  TwRulesCard *card = tw_rules_card_new (self->duty, (TwSetupKind) tab, item, &host);

  adw_preferences_group_add (self->groups[tab], GTK_WIDGET (tw_rules_card_get_row (card)));
  g_ptr_array_add (self->cards[tab], card);
  return card;
}

static const char *
describe_tab (TwRosterRulesDialog *self, guint tab, guint n)
{
  g_autoptr (TwOfficer) actor = tw_duty_dup_actor (self->duty);

  if (tab != TW_SETUP_POST && !(actor->rights & TW_RIGHT_APPROVE))
    return _ ("Changing these wants the right to approve: let an officer who has it sit at this "
              "console");
  if (tab == TW_SETUP_TIDE)
    return n > 0 ? _ ("Who should be where at which time of day; what cannot be met is named")
                 : _ ("There are no tide rules yet: add one");
  if (tab == TW_SETUP_POST)
    return n > 0 ? _ ("Where people stand, with which skills, and when")
                 : _ ("There are no posts yet: add one here, or read many from a file with "
                      "“tidewatchctl import posts”");
  return _ ("How long people may work, by law, contract and house");
}

static void
fill_tab (TwRosterRulesDialog *self, guint tab)
{
  GtkBox *boxes[N_TABS] = { self->tides, self->posts, self->packs };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = tw_duty_list_setup (self->duty, (TwSetupKind) tab, &error);

  if (self->groups[tab] != NULL)
    gtk_box_remove (boxes[tab], GTK_WIDGET (self->groups[tab]));
  self->groups[tab] = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  gtk_box_append (boxes[tab], GTK_WIDGET (self->groups[tab]));
  g_ptr_array_set_size (self->cards[tab], 0);
  adw_preferences_group_set_description (self->groups[tab],
                                         items != NULL ? describe_tab (self, tab, items->len)
                                                       : error->message);
  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      TwSetupItem *item = g_steal_pointer (&items->pdata[i]);
      TwRulesCard *card = add_card (self, tab, item);
      if (g_strcmp0 (self->open_id, item->id) == 0)
        adw_expander_row_set_expanded (tw_rules_card_get_row (card), TRUE);
    }
}

static gboolean
refill_cb (gpointer user_data)
{
  TwRosterRulesDialog *self = user_data;

  self->refill_id = 0;
  for (guint tab = 0; tab < N_TABS; tab++)
    fill_tab (self, tab);
  return G_SOURCE_REMOVE;
}

static void
refill (TwRosterRulesDialog *self)
{
  if (self->refill_id == 0)
    self->refill_id = g_idle_add (refill_cb, self);
}

static void
saved_cb (const char *id, gpointer user_data)
{
  TwRosterRulesDialog *self = user_data;

  g_free (self->open_id);
  self->open_id = g_strdup (id);
  set_problem (self, NULL);
  refill (self);
}

/* Undone, or done again: unless somebody is at work here. */
static void
undo_changed_cb (TwRosterRulesDialog *self)
{
  if (!is_dirty (self))
    refill (self);
}

/* --- handlers --------------------------------------------------------------------------------- */

static void
add_cb (TwRosterRulesDialog *self)
{
  guint tab = current_tab (self);
  TwSetupItem *item = g_new0 (TwSetupItem, 1);
  TwRulesCard *card;

  item->name = g_strdup (tab == TW_SETUP_TIDE ? _ ("New tide rule") : _ ("New post"));
  item->body = tw_setup_new_body ((TwSetupKind) tab, item->name);
  card = add_card (self, tab, item);
  adw_expander_row_set_expanded (tw_rules_card_get_row (card), TRUE);
  gtk_widget_child_focus (GTK_WIDGET (tw_rules_card_get_row (card)), GTK_DIR_TAB_FORWARD);
}

static void
page_cb (TwRosterRulesDialog *self)
{
  if (self->add != NULL)
    gtk_widget_set_visible (self->add, current_tab (self) != TW_SETUP_PACK);
}

static void
tw_roster_rules_dialog_dispose (GObject *object)
{
  TwRosterRulesDialog *self = TW_ROSTER_RULES_DIALOG (object);

  g_clear_handle_id (&self->refill_id, g_source_remove);
  for (guint tab = 0; tab < N_TABS; tab++)
    g_clear_pointer (&self->cards[tab], g_ptr_array_unref);
  g_clear_pointer (&self->open_id, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), TW_TYPE_ROSTER_RULES_DIALOG);
  g_clear_object (&self->duty);
  G_OBJECT_CLASS (tw_roster_rules_dialog_parent_class)->dispose (object);
}

static void
tw_roster_rules_dialog_class_init (TwRosterRulesDialogClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_roster_rules_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget,
                                               "/cn/tidewatch/Tidewatch/ui/roster-rules.ui");
  gtk_widget_class_bind_template_child (widget, TwRosterRulesDialog, stack);
  gtk_widget_class_bind_template_child (widget, TwRosterRulesDialog, tides);
  gtk_widget_class_bind_template_child (widget, TwRosterRulesDialog, posts);
  gtk_widget_class_bind_template_child (widget, TwRosterRulesDialog, packs);
  gtk_widget_class_bind_template_child (widget, TwRosterRulesDialog, add);
  gtk_widget_class_bind_template_child (widget, TwRosterRulesDialog, problem_bar);
  gtk_widget_class_bind_template_child (widget, TwRosterRulesDialog, problem);
  gtk_widget_class_bind_template_callback (widget, add_cb);
  gtk_widget_class_bind_template_callback (widget, page_cb);
  gtk_widget_class_add_binding_action (widget, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tw_roster_rules_dialog_init (TwRosterRulesDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint tab = 0; tab < N_TABS; tab++)
    self->cards[tab] = g_ptr_array_new ();
}

/* --- public ----------------------------------------------------------------------------------- */

TwRosterRulesDialog *
tw_roster_rules_dialog_new (GtkWidget *over, TwDuty *duty)
{
  TwRosterRulesDialog *self = g_object_new (TW_TYPE_ROSTER_RULES_DIALOG, NULL);
  GtkRoot *root = over != NULL ? gtk_widget_get_root (over) : NULL;

  self->duty = g_object_ref (duty);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  g_signal_connect_object (duty, "undo-changed", G_CALLBACK (undo_changed_cb), self,
                           G_CONNECT_SWAPPED);
  refill_cb (self);
  tw_fit_window_to_text (GTK_WINDOW (self));
  return self;
}

void
tw_roster_rules_dialog_show_tab (TwRosterRulesDialog *self, const char *tab)
{
  g_return_if_fail (TW_IS_ROSTER_RULES_DIALOG (self));
  adw_view_stack_set_visible_child_name (self->stack, tab);
}

GtkWidget *
tw_roster_rules_dialog_open_row (TwRosterRulesDialog *self, guint nth)
{
  GPtrArray *cards;

  g_return_val_if_fail (TW_IS_ROSTER_RULES_DIALOG (self), NULL);
  cards = self->cards[current_tab (self)];
  if (nth >= cards->len)
    return NULL;
  adw_expander_row_set_expanded (tw_rules_card_get_row (cards->pdata[nth]), TRUE);
  return GTK_WIDGET (tw_rules_card_get_row (cards->pdata[nth]));
}
