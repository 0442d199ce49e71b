// SPDX-License-Identifier: Apache-2.0
/*
 * F11, F18: tide rules, posts and rule packs edited in the real window over a real folder: by keys
 * and buttons, with warnings while one types, and taken back.
 */
#include "tests/duty/tw-rota-fixture.h"
#include "tw-desk-fixture.h"
#include "tw-uitest.h"

#include "base/tw-json.h"
#include "desk/roster/tw-roster-page.h"
#include "desk/roster/tw-roster-rules-dialog.h"
#include "desk/tw-fit.h"
#include "duty/roster/tw-rota-setup.h"

#include <string.h>

typedef struct {
  char *dir;
  TwSession *session;
  TwWindow *window;
  TwRosterRulesDialog *dialog;
} Fixture;

static TwRosterRulesDialog *
find_dialog (void)
{
  g_autoptr (GList) all = gtk_window_list_toplevels ();

  for (GList *l = all; l != NULL; l = l->next)
    if (TW_IS_ROSTER_RULES_DIALOG (l->data) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  RotaFixture rota;

  rota_fixture_set_up (&rota, 8, 3);
  f->dir = g_strdup (rota.dir);
  g_clear_object (&rota.rota);
  tw_duty_close (rota.duty);
  g_object_unref (rota.duty);
  g_free (rota.dir);
  f->session = desk_fixture_open (f->dir);
  f->window = desk_fixture_show (f->session);
  tw_uitest_key (GDK_KEY_2, GDK_ALT_MASK);
  g_assert_true (tw_uitest_until (TW_IS_ROSTER_PAGE (tw_window_get_page (f->window))
                                      && tw_roster_page_is_ready (
                                          TW_ROSTER_PAGE (tw_window_get_page (f->window))),
                                  10000));
  g_assert_true (gtk_widget_activate_action (tw_window_get_page (f->window), "roster.rules", NULL));
  g_assert_true (tw_uitest_until ((f->dialog = find_dialog ()) != NULL, 5000));
  tw_uitest_wait_draw (GTK_WIDGET (f->dialog));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (f->dialog));
  desk_fixture_close (f->window, f->session);
  fixture_remove_tree (f->dir);
  g_free (f->dir);
}

static TwDuty *
duty_of (Fixture *f)
{
  return tw_session_get_duty (f->session);
}

/* The row of a tab, opened. */
static GtkWidget *
open_row (Fixture *f, const char *tab, guint nth)
{
  GtkWidget *row;

  tw_roster_rules_dialog_show_tab (f->dialog, tab);
  row = tw_roster_rules_dialog_open_row (f->dialog, nth);
  g_assert_nonnull (row);
  tw_uitest_wait_draw (GTK_WIDGET (f->dialog));
  return row;
}

static GtkWidget *
part (GtkWidget *row, const char *name)
{
  GtkWidget *widget = tw_uitest_find (row, name);

  g_assert_nonnull (widget);
  return widget;
}

static void
save (GtkWidget *row)
{
  g_assert_true (gtk_widget_get_sensitive (part (row, "save")));
  g_signal_emit_by_name (part (row, "save"), "clicked");
}

static TwSetupItem *
find (Fixture *f, TwSetupKind kind, const char *id)
{
  return tw_duty_find_setup (duty_of (f), kind, id, NULL);
}

static double
number_of (Fixture *f, TwSetupKind kind, const char *id, const char *member)
{
  g_autoptr (TwSetupItem) item = find (f, kind, id);

  return item != NULL ? tw_json_get_double (item->body, member, -1) : -1;
}

static gboolean
warns (GtkWidget *row, const char *needle)
{
  GtkWidget *label = part (row, "warning");

  return gtk_widget_get_visible (gtk_widget_get_parent (label))
         && strstr (gtk_label_get_text (GTK_LABEL (label)), needle) != NULL;
}

static void
test_tide (Fixture *f, gconstpointer data)
{
  GtkWidget *row = open_row (f, "tides", 0);

  g_assert_false (gtk_widget_get_sensitive (part (row, "save")));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (part (row, "share")), 60);
  gtk_editable_set_text (GTK_EDITABLE (part (row, "window")), "23:00-01:00");
  g_assert_true (tw_uitest_until (warns (row, "over midnight"), 2000));
  gtk_editable_set_text (GTK_EDITABLE (part (row, "window")), "whenever");
  g_assert_true (tw_uitest_until (warns (row, "whenever"), 2000));
  g_assert_false (gtk_widget_get_sensitive (part (row, "save")));
  gtk_editable_set_text (GTK_EDITABLE (part (row, "window")), "08:00-10:00");
  save (row);
  g_assert_cmpfloat (number_of (f, TW_SETUP_TIDE, "tide:MORNING", "share"), ==, 0.6);
  g_assert_cmpfloat (number_of (f, TW_SETUP_TIDE, "tide:MORNING", "from_min"), ==, 480);
}

static void
test_posts (Fixture *f, gconstpointer data)
{
  GtkWidget *row;

  tw_roster_rules_dialog_show_tab (f->dialog, "posts");
  tw_uitest_wait_draw (GTK_WIDGET (f->dialog));
  tw_uitest_click (part (GTK_WIDGET (f->dialog), "add"));
  row = open_row (f, "posts", 3);
  gtk_editable_set_text (GTK_EDITABLE (part (row, "name")), "Night desk");
  gtk_editable_set_text (GTK_EDITABLE (part (row, "skills")), "diving");
  g_assert_true (tw_uitest_until (warns (row, "Nobody is qualified"), 2000));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (part (row, "priority")), 1);
  save (row);
  g_assert_cmpfloat (number_of (f, TW_SETUP_POST, "Night desk", "priority"), ==, 1);
  g_autofree char *label = tw_duty_dup_undo_label (duty_of (f));
  g_assert_nonnull (strstr (label, "Night desk"));
}

static void
test_pack (Fixture *f, gconstpointer data)
{
  GtkWidget *row = open_row (f, "packs", 0);
  GtkWidget *spin = part (row, "week"), *back = part (row, "week-back");

  g_assert_nonnull (tw_uitest_find_text (row, "Labour Law, article 36; by default 44 h"));
  g_assert_false (gtk_widget_get_sensitive (back));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), 48);
  g_assert_true (tw_uitest_until (warns (row, "softer than 44 h"), 2000));
  g_signal_emit_by_name (back, "clicked");
  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (spin)), ==, 44);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (part (row, "run")), 0);
  g_assert_true (tw_uitest_until (warns (row, "excludes everybody"), 2000));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (part (row, "run")), 5);
  save (row);
  g_autoptr (TwSetupItem) item = find (f, TW_SETUP_PACK, "rulepack:community");
  g_assert_cmpint (tw_setup_pack_limit (item->body, TW_ROSTER_RULE_RUN).limit, ==, 5);
  g_assert_cmpint (tw_setup_pack_limit (item->body, TW_ROSTER_RULE_WEEK).limit, ==, 44 * 60);
}

/* Who may not is told so before and after, and everything stands in the window. */
static void
test_right (Fixture *f, gconstpointer data)
{
  GtkWidget *row = open_row (f, "tides", 0);

  g_assert_true (tw_duty_set_actor (duty_of (f), NULL, NULL));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (part (row, "share")), 70);
  save (row);
  g_assert_true (gtk_widget_get_visible (part (GTK_WIDGET (f->dialog), "problem_bar")));
  g_assert_nonnull (tw_uitest_find_text (GTK_WIDGET (f->dialog), "has no right"));
  g_assert_cmpfloat (number_of (f, TW_SETUP_TIDE, "tide:MORNING", "share"), ==, 0.4);
}

static void
test_fits (Fixture *f, gconstpointer data)
{
  static const char *const tabs[] = { "tides", "posts", "packs" };

  for (guint i = 0; i < G_N_ELEMENTS (tabs); i++)
    {
      g_autoptr (GPtrArray) problems = NULL;
      open_row (f, tabs[i], 0);
      problems = tw_fit_list_problems (GTK_WIDGET (f->dialog));
      if (problems->len > 0)
        g_error ("%s: %s", tabs[i], (char *) problems->pdata[0]);
    }
}

int
main (int argc, char **argv)
{
  tw_uitest_init (&argc, &argv);
#define TEST(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  TEST ("/desk/roster-rules/F11-tide", test_tide);
  TEST ("/desk/roster-rules/F11-posts", test_posts);
  TEST ("/desk/roster-rules/F18-pack", test_pack);
  TEST ("/desk/roster-rules/F11-right", test_right);
  TEST ("/desk/roster-rules/fits", test_fits);
  return g_test_run ();
}
