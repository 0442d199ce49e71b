// SPDX-License-Identifier: Apache-2.0
/*
 * From draft to published, one sheet for each step: what would change, what stands in the way, what
 * wants a reason. The duty checks everything again; what it refuses is said in the sheet.
 */
#include "config.h"

#include "desk/roster/tw-roster-page-private.h"

#include "desk/roster/tw-roster-words.h"
#include "desk/tw-text.h"
#include "duty/roster/tw-rota-changes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_REASONS 12 /* rows of their own; beyond, one reason serves all */

/* One sheet at work. */
typedef struct {
  TwRosterPage *page; /* borrowed: the sheet goes with its window */
  int first, last;
  GPtrArray *keys;    /* of yellow conflicts, as in entries */
  GPtrArray *entries; /* GtkEditable */
  GtkEditable *all;   /* for those without an entry of their own, or NULL */
} Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  g_ptr_array_unref (step->keys);
  g_ptr_array_unref (step->entries);
  g_free (step);
}

static Step *
step_new (TwRosterPage *self, TwSheet *sheet)
{
  Step *step = g_new0 (Step, 1);

  step->page = self;
  step->keys = g_ptr_array_new_with_free_func (g_free);
  step->entries = g_ptr_array_new ();
  tw_roster_page_get_days (self, &step->first, &step->last);
  g_object_set_data_full (G_OBJECT (sheet), "step", step, step_free);
  return step;
}

static void
done (Step *step, TwSheet *sheet, const char *text, gboolean undo)
{
  TwRosterPage *self = step->page;

  gtk_window_destroy (GTK_WINDOW (sheet));
  tw_roster_page_update (self);
  tw_roster_page_say (self, text, undo);
}

/* --- what is listed ------------------------------------------------------------------------- */

static void
jump_cb (TwSheet *sheet, TwLine *line)
{
  Step *step = g_object_get_data (G_OBJECT (sheet), "step");
  TwRosterPage *self = step->page;
  GPtrArray *conflicts = tw_rota_get_conflicts (self->rota);
  const char *key = tw_line_get_key (line);

  for (guint i = 0; key != NULL && i < conflicts->len; i++)
    {
      const TwRotaConflict *conflict = conflicts->pdata[i];

      if (strcmp (conflict->key, key) != 0)
        continue;
      tw_roster_page_show_pane (self, TW_PANE_CONFLICTS);
      tw_roster_page_jump (self, conflict->shift_id, conflict->person, conflict->at_us);
      gtk_window_destroy (GTK_WINDOW (sheet));
      return;
    }
}

static guint
add_reds (TwRosterPage *self, TwLineList *list, int first, int last)
{
  GPtrArray *conflicts = tw_rota_get_conflicts (self->rota);
  guint n = 0;

  for (guint i = 0; i < conflicts->len; i++)
    {
      const TwRotaConflict *conflict = conflicts->pdata[i];
      TwLine *line;

      if (conflict->severity != TW_ROSTER_SEVERITY_RED || conflict->overridden
          || conflict->day < first || conflict->day >= last)
        continue;
      if (n++ == 0)
        tw_line_list_add (list, tw_line_new (TW_LINE_HEADING, NULL, _ ("In the way")));
      line = tw_line_new (TW_LINE_RED, conflict->key, conflict->text);
      tw_line_set_detail (line, conflict->article);
      tw_line_set_button (line, 0, _ ("Show"), _ ("Close this and go there"));
      tw_line_list_add (list, line);
    }
  return n;
}

static void
add_changes (TwRosterPage *self, TwLineList *list, GPtrArray *changes)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  g_autofree char *count = tw_text_count (changes->len);
  TwLine *head = tw_line_new (TW_LINE_HEADING, NULL, _ ("Changes against what is published"));

  tw_line_set_trail (head, count);
  tw_line_list_add (list, head);
  for (guint i = 0; i < changes->len; i++)
    {
      g_autofree char *text = tw_rota_change_describe (frame, changes->pdata[i]);

      tw_line_list_add (list, tw_line_new (TW_LINE_PLAIN, NULL, text));
    }
}

static TwSheet *
open_step (TwRosterPage *self, const char *title, const char *primary, Step **ret_step)
{
  TwSheet *sheet = tw_sheet_new (GTK_WIDGET (self), title, primary);
  Step *step = step_new (self, sheet);
  g_autofree char *days = tw_roster_page_name_days (self, step->first, step->last);

  tw_sheet_add_heading (sheet, days);
  *ret_step = step;
  return sheet;
}

static TwLineList *
add_list (TwRosterPage *self, TwSheet *sheet, Step *step, GPtrArray *changes, gboolean with_reds,
          guint *ret_red)
{
  TwLineList *list = tw_sheet_add_list (sheet, _ ("Nothing changes"));
  guint n_red = with_reds ? add_reds (self, list, step->first, step->last) : 0;

  add_changes (self, list, changes);
  g_signal_connect_object (list, "activated", G_CALLBACK (jump_cb), sheet, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "pressed", G_CALLBACK (jump_cb), sheet, G_CONNECT_SWAPPED);
  if (ret_red != NULL)
    *ret_red = n_red;
  return list;
}

/* --- submitting ----------------------------------------------------------------------------- */

static void
add_reasons (TwSheet *sheet, Step *step)
{
  g_autoptr (GPtrArray) yellow =
      tw_rota_list_unexplained (step->page->rota, step->first, step->last);
  AdwPreferencesGroup *group;

  if (yellow == NULL || yellow->len == 0)
    return;
  group = tw_sheet_add_group (sheet, _ ("These want a reason"));
  if (yellow->len > 1)
    step->all = tw_sheet_add_entry (group, _ ("One reason for all that have none"), NULL);
  for (guint i = 0; i < yellow->len; i++)
    {
      const TwRotaConflict *conflict = yellow->pdata[i];

      g_ptr_array_add (step->keys, g_strdup (conflict->key));
      g_ptr_array_add (step->entries,
                       i < MAX_REASONS ? tw_sheet_add_entry (group, conflict->text, NULL) : NULL);
    }
  if (yellow->len > MAX_REASONS)
    {
      g_autofree char *more = g_strdup_printf (_ ("and %u more"), yellow->len - MAX_REASONS);

      tw_sheet_add_text (sheet, more);
    }
}

/* NULL with the problem said when one has no reason. */
static GHashTable *
read_reasons (TwSheet *sheet, Step *step)
{
  g_autoptr (GHashTable) reasons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *common =
      step->all != NULL ? g_strstrip (g_strdup (gtk_editable_get_text (step->all))) : g_strdup ("");

  for (guint i = 0; i < step->keys->len; i++)
    {
      GtkEditable *entry = step->entries->pdata[i];
      g_autofree char *own =
          entry != NULL ? g_strstrip (g_strdup (gtk_editable_get_text (entry))) : g_strdup ("");
      const char *reason = *own != '\0' ? own : common;

      if (*reason == '\0')
        {
          tw_sheet_set_problem (sheet, _ ("Say a reason for each yellow conflict"), FALSE);
          if (entry != NULL)
            gtk_widget_grab_focus (GTK_WIDGET (entry));
          return NULL;
        }
      g_hash_table_insert (reasons, g_strdup (step->keys->pdata[i]), g_strdup (reason));
    }
  return g_steal_pointer (&reasons);
}

static void
submitted_cb (TwSheet *sheet, Step *step)
{
  g_autoptr (GHashTable) reasons = read_reasons (sheet, step);
  g_autoptr (GError) error = NULL;

  if (reasons == NULL)
    return;
  if (tw_rota_submit (step->page->rota, step->first, step->last, reasons, &error))
    done (step, sheet, _ ("Submitted for approval"), TRUE);
  else
    tw_sheet_set_problem (sheet, error->message, FALSE);
}

static void
submit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  g_autoptr (GPtrArray) changes = NULL;
  guint n_red;
  TwSheet *sheet;
  Step *step;

  if (!tw_roster_page_can_edit (self))
    return;
  sheet = open_step (self, _ ("Submit the roster"), _ ("Submit"), &step);
  changes = tw_rota_list_changes (self->rota, step->first, step->last);
  add_reasons (sheet, step);
  add_list (self, sheet, step, changes, TRUE, &n_red);
  if (n_red > 0)
    {
      g_autofree char *text = g_strdup_printf (
          g_dngettext (GETTEXT_PACKAGE, "%u red conflict has to be solved or overridden first",
                       "%u red conflicts have to be solved or overridden first", n_red),
          n_red);

      tw_sheet_set_problem (sheet, text, TRUE);
    }
  g_signal_connect (sheet, "accepted", G_CALLBACK (submitted_cb), step);
}

static void
withdraw_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  g_autoptr (GError) error = NULL;
  int first, last;

  if (!tw_roster_page_can_edit (self))
    return;
  tw_roster_page_get_days (self, &first, &last);
  if (tw_rota_withdraw (self->rota, first, last, &error))
    tw_roster_page_say (self, _ ("Withdrawn: it is a draft again"), TRUE);
  else
    tw_roster_page_say (self, error->message, FALSE);
  tw_roster_page_update (self);
}

/* --- approving ------------------------------------------------------------------------------ */

/* Why the officer on duty may not approve, or NULL. */
static char *
approval_problem (TwRosterPage *self, const Step *step)
{
  const TwOfficer *actor = self->actor;

  if (actor == NULL || (actor->rights & TW_RIGHT_APPROVE) == 0)
    return g_strdup_printf (_ ("%s has no right to approve. Choose another officer on duty at the "
                               "top right."),
                            actor != NULL ? actor->name : _ ("Nobody"));
  for (int i = step->first; i < step->last; i++)
    {
      const TwRotaDay *day = tw_rota_get_day (self->rota, (guint) i);

      if (day->state == TW_DAY_SUBMITTED && day->planner != NULL
          && (g_strcmp0 (day->planner, actor->id) == 0
              || g_strcmp0 (day->planner, actor->name) == 0))
        return g_strdup_printf (_ ("%s planned this roster: somebody else has to approve it"),
                                actor->name);
    }
  return NULL;
}

static void
approved_cb (TwSheet *sheet, Step *step)
{
  g_autoptr (GError) error = NULL;

  if (tw_rota_approve (step->page->rota, step->first, step->last, &error))
    done (step, sheet, _ ("Approved: it can be published now"), TRUE);
  else
    tw_sheet_set_problem (sheet, error->message, FALSE);
}

static void
send_back_cb (GtkButton *button, TwSheet *sheet)
{
  Step *step = g_object_get_data (G_OBJECT (sheet), "step");
  TwRosterPage *self = step->page;

  gtk_window_destroy (GTK_WINDOW (sheet));
  gtk_widget_activate_action (GTK_WIDGET (self), "roster.send-back", NULL);
}

static void
approve_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  g_autoptr (GPtrArray) changes = NULL;
  g_autofree char *problem = NULL;
  GtkWidget *back;
  guint n_red;
  TwSheet *sheet;
  Step *step;

  if (!tw_roster_page_can_edit (self))
    return;
  sheet = open_step (self, _ ("Approve the roster"), C_ ("roster", "Approve"), &step);
  changes = tw_rota_list_changes (self->rota, step->first, step->last);
  add_list (self, sheet, step, changes, TRUE, &n_red);
  back = gtk_button_new_with_label (_ ("Send back…"));
  gtk_widget_set_halign (back, GTK_ALIGN_START);
  g_signal_connect (back, "clicked", G_CALLBACK (send_back_cb), sheet);
  tw_sheet_add (sheet, back);
  problem = approval_problem (self, step);
  if (problem != NULL)
    tw_sheet_set_problem (sheet, problem, TRUE);
  g_signal_connect (sheet, "accepted", G_CALLBACK (approved_cb), step);
}

static void
sent_back_cb (TwSheet *sheet, Step *step)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (step->all)));
  g_autoptr (GError) error = NULL;

  if (*reason == '\0')
    tw_sheet_set_problem (sheet, _ ("Say what has to change"), FALSE);
  else if (tw_rota_send_back (step->page->rota, step->first, step->last, reason, &error))
    done (step, sheet, _ ("Sent back to the planner"), TRUE);
  else
    tw_sheet_set_problem (sheet, error->message, FALSE);
}

static void
send_back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  TwSheet *sheet;
  Step *step;

  if (!tw_roster_page_can_edit (self))
    return;
  sheet = open_step (self, _ ("Send the roster back"), _ ("Send back"), &step);
  step->all = tw_sheet_add_entry (tw_sheet_add_group (sheet, NULL), _ ("What has to change"), NULL);
  g_signal_connect (sheet, "accepted", G_CALLBACK (sent_back_cb), step);
}

/* --- publishing ----------------------------------------------------------------------------- */

static guint
count_people (GPtrArray *changes)
{
  g_autoptr (GHashTable) people = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < changes->len; i++)
    {
      const TwRotaChange *change = changes->pdata[i];

      if (change->before != NULL && change->before->person >= 0)
        g_hash_table_add (people, GINT_TO_POINTER (change->before->person + 1));
      if (change->after != NULL && change->after->person >= 0)
        g_hash_table_add (people, GINT_TO_POINTER (change->after->person + 1));
    }
  return g_hash_table_size (people);
}

static void
published_cb (TwSheet *sheet, Step *step)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint n = 0;

  if (!tw_rota_publish (step->page->rota, step->first, step->last, &n, &error))
    {
      tw_sheet_set_problem (sheet, error->message, FALSE);
      return;
    }
  text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Published, %u notice filed",
                                       "Published, %u notices filed", n),
                          n);
  done (step, sheet, text, FALSE);
}

static void
publish_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  g_autoptr (GPtrArray) changes = NULL;
  g_autofree char *text = NULL;
  guint n_people;
  TwSheet *sheet;
  Step *step;

  if (!tw_roster_page_can_edit (self))
    return;
  sheet = open_step (self, _ ("Publish the roster"), _ ("Publish"), &step);
  changes = tw_rota_list_changes (self->rota, step->first, step->last);
  n_people = count_people (changes);
  text = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE,
                   "%u person gets a notice. It can be rolled back later, with a "
                   "new notice to those concerned.",
                   "%u people get a notice each. It can be rolled back later, with new notices to "
                   "those concerned.",
                   n_people),
      n_people);
  tw_sheet_add_text (sheet, text);
  add_list (self, sheet, step, changes, TRUE, NULL);
  if (self->actor == NULL || (self->actor->rights & TW_RIGHT_APPROVE) == 0)
    tw_sheet_set_problem (sheet,
                          _ ("Only an officer with the right to approve can publish. Choose "
                             "another officer on duty at the top right."),
                          TRUE);
  g_signal_connect (sheet, "accepted", G_CALLBACK (published_cb), step);
}

static void
primary_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *const actions[] = { NULL, "roster.submit", "roster.approve",
                                         "roster.publish" };
  TwRosterPage *self = TW_ROSTER_PAGE (widget);

  if (actions[self->primary] != NULL)
    gtk_widget_activate_action (widget, actions[self->primary], NULL);
}

void
tw_roster_page_install_publish (GtkWidgetClass *widget)
{
  gtk_widget_class_install_action (widget, "roster.primary", NULL, primary_action);
  gtk_widget_class_install_action (widget, "roster.submit", NULL, submit_action);
  gtk_widget_class_install_action (widget, "roster.withdraw", NULL, withdraw_action);
  gtk_widget_class_install_action (widget, "roster.approve", NULL, approve_action);
  gtk_widget_class_install_action (widget, "roster.send-back", NULL, send_back_action);
  gtk_widget_class_install_action (widget, "roster.publish", NULL, publish_action);
}
