// SPDX-License-Identifier: Apache-2.0
/* What is kept beside the roster: editions, notices, claims, and who is on duty. */
#include "config.h"

#include "desk/roster/tw-roster-page-private.h"

#include "desk/roster/tw-fair-view.h"
#include "desk/roster/tw-roster-rules-dialog.h"
#include "desk/roster/tw-roster-words.h"
#include "desk/tw-text.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NOTICES 500

static TwRosterPage *
page_of (TwSheet *sheet)
{
  return g_object_get_data (G_OBJECT (sheet), "page");
}

static TwSheet *
open_book (TwRosterPage *self, const char *title, const char *empty, TwLineList **ret_list)
{
  TwSheet *sheet = tw_sheet_new (GTK_WIDGET (self), title, NULL);

  g_object_set_data (G_OBJECT (sheet), "page", self); /* the sheet goes with its window */
  if (ret_list != NULL)
    *ret_list = tw_sheet_add_list (sheet, empty);
  return sheet;
}

static char *
when (TwRosterPage *self, gint64 at_us)
{
  g_autoptr (TwStreet) street = tw_duty_dup_street (self->duty);

  return tw_text_when (at_us, tw_duty_now_us (self->duty), street->zone);
}

/* --- editions ------------------------------------------------------------------------------- */

static void
add_edition (TwRosterPage *self, TwLineList *list, int day, const TwEdition *edition,
             gboolean newest)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  g_autofree char *name =
      tw_roster_words_day (((TwRotaSpan *) frame->days->pdata[day])->from_us, frame->zone);
  g_autofree char *title = g_strdup_printf (_ ("%s, edition %d"), name, edition->number);
  g_autofree char *key = g_strdup_printf ("%d:%d", day, edition->number);
  g_autofree char *at = when (self, edition->at_us);
  GString *detail = g_string_new (NULL);
  TwLine *line = tw_line_new (TW_LINE_PLAIN, key, title);

  /* Translators: who published, who approved, shifts, changes, people */
  g_string_append_printf (detail,
                          _ ("%1$s, approved by %2$s: %3$u shifts, %4$u changes, %5$u people told"),
                          edition->by != NULL ? edition->by : "–",
                          edition->approver != NULL ? edition->approver : "–", edition->n_shifts,
                          edition->n_changes, edition->n_people);
  if (edition->rolled_back_to > 0)
    {
      g_string_append_c (detail, '\n');
      g_string_append_printf (detail, _ ("Rolled back to edition %d: %s"), edition->rolled_back_to,
                              edition->reason != NULL ? edition->reason : "");
    }
  tw_line_set_detail (line, detail->str);
  tw_line_set_trail (line, at);
  if (!newest)
    tw_line_set_button (line, 0, _ ("Roll back to it…"), NULL);
  tw_line_list_add (list, line);
  g_string_free (detail, TRUE);
}

static void
fill_editions (TwRosterPage *self, TwLineList *list)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);

  tw_line_list_clear (list);
  for (guint d = 0; d < frame->days->len; d++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) editions =
          tw_duty_list_editions (self->duty, ((TwRotaSpan *) frame->days->pdata[d])->date, &error);

      if (editions == NULL)
        tw_line_list_add (list, tw_line_new (TW_LINE_RED, NULL, error->message));
      for (guint i = 0; editions != NULL && i < editions->len; i++)
        add_edition (self, list, (int) d, editions->pdata[i], i == 0);
    }
}

static void
rolled_back_cb (TwSheet *sheet, GtkEditable *entry)
{
  TwRosterPage *self = page_of (sheet);
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  int day = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (sheet), "day"));
  int number = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (sheet), "number"));
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint n = 0;

  if (*reason == '\0')
    {
      tw_sheet_set_problem (sheet, _ ("Say why: the reason is kept with the edition"), FALSE);
      return;
    }
  if (!tw_rota_roll_back (self->rota, day, number, reason, &n, &error))
    {
      tw_sheet_set_problem (sheet, error->message, FALSE);
      return;
    }
  gtk_window_destroy (GTK_WINDOW (sheet));
  tw_roster_page_update (self);
  text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Rolled back, %u notice filed",
                                       "Rolled back, %u notices filed", n),
                          n);
  tw_roster_page_say (self, text, FALSE);
}

static void
edition_pressed_cb (TwSheet *list_sheet, TwLine *line)
{
  TwRosterPage *self = page_of (list_sheet);
  g_auto (GStrv) parts = g_strsplit (tw_line_get_key (line), ":", 2);
  TwSheet *sheet;
  GtkEditable *entry;

  gtk_window_destroy (GTK_WINDOW (list_sheet));
  sheet = tw_sheet_new (GTK_WIDGET (self), _ ("Roll back"), _ ("Roll back"));
  g_object_set_data (G_OBJECT (sheet), "page", self);
  g_object_set_data (G_OBJECT (sheet), "day", GINT_TO_POINTER (atoi (parts[0])));
  g_object_set_data (G_OBJECT (sheet), "number", GINT_TO_POINTER (atoi (parts[1])));
  tw_sheet_add_heading (sheet, tw_line_get_title (line));
  tw_sheet_add_text (sheet,
                     _ ("Its content is published again as a new edition; all editions stay. "
                        "Only people whose shifts differ get a notice."));
  entry = tw_sheet_add_entry (tw_sheet_add_group (sheet, NULL), _ ("Reason"), NULL);
  tw_sheet_set_destructive (sheet);
  g_signal_connect (sheet, "accepted", G_CALLBACK (rolled_back_cb), entry);
}

static void
editions_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  TwLineList *list;
  TwSheet *sheet;

  if (!tw_rota_is_loaded (self->rota))
    return;
  sheet = open_book (self, _ ("Editions"), _ ("Nothing of these days was published yet"), &list);
  fill_editions (self, list);
  g_signal_connect_object (list, "pressed", G_CALLBACK (edition_pressed_cb), sheet,
                           G_CONNECT_SWAPPED);
}

/* --- notices -------------------------------------------------------------------------------- */

static void
fill_notices (TwRosterPage *self, TwLineList *list)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) notices = tw_duty_list_notices (self->duty, FALSE, MAX_NOTICES, &error);

  tw_line_list_clear (list);
  if (notices == NULL)
    tw_line_list_add (list, tw_line_new (TW_LINE_RED, NULL, error->message));
  for (guint i = 0; notices != NULL && i < notices->len; i++)
    {
      const TwNotice *notice = notices->pdata[i];
      gboolean seen = notice->state == TW_NOTICE_SEEN;
      g_autofree char *at = when (self, notice->at_us);
      g_autofree char *seen_at = seen ? when (self, notice->seen_us) : NULL;
      /* Translators: who said so, and when */
      g_autofree char *trail = seen ? g_strdup_printf (_ ("seen %s"), seen_at) : g_strdup (at);
      TwLine *line =
          tw_line_new (seen ? TW_LINE_GOOD : TW_LINE_PLAIN, notice->id,
                       notice->person_name != NULL ? notice->person_name : notice->person);

      tw_line_set_detail (line, notice->text);
      tw_line_set_trail (line, trail);
      if (!seen)
        tw_line_set_button (line, 0, _ ("Acknowledge"), _ ("The person was told and has agreed"));
      tw_line_list_add (list, line);
    }
}

static void
notice_pressed_cb (TwSheet *sheet, TwLine *line, guint nth, TwLineList *list)
{
  TwRosterPage *self = page_of (sheet);
  g_autoptr (GError) error = NULL;

  if (!tw_duty_acknowledge (self->duty, tw_line_get_key (line), &error))
    tw_sheet_set_problem (sheet, error->message, FALSE);
  fill_notices (self, list);
}

static void
notices_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  TwLineList *list;
  TwSheet *sheet = open_book (self, _ ("Notices"),
                              _ ("No notices: they are filed when a roster is published"), &list);

  tw_sheet_add_text (sheet, _ ("The outbox. Nothing is sent from here in drills and tests."));
  fill_notices (self, list);
  g_signal_connect_object (list, "pressed", G_CALLBACK (notice_pressed_cb), sheet,
                           G_CONNECT_SWAPPED);
}

/* --- claims --------------------------------------------------------------------------------- */

static char *
describe_claim (TwRosterPage *self, const TwClaim *claim)
{
  switch (claim->kind)
    {
    case TW_CLAIM_SWAP:
      return g_strdup_printf (_ ("%s swaps with %s"), claim->by_name, claim->with_name);
    case TW_CLAIM_HAND_OVER:
      return g_strdup_printf (_ ("%s hands over to %s"), claim->by_name, claim->with_name);
    case TW_CLAIM_OPEN_SHIFT:
    default:
      return g_strdup_printf (_ ("%s claims an open shift"), claim->by_name);
    }
}

static const char *
state_of_claim (TwClaimState state)
{
  static const char *const names[] = {
    [TW_CLAIM_ASKED] = N_ ("asked"),         [TW_CLAIM_AGREED] = N_ ("agreed"),
    [TW_CLAIM_APPROVED] = N_ ("approved"),   [TW_CLAIM_REFUSED] = N_ ("refused"),
    [TW_CLAIM_WITHDRAWN] = N_ ("withdrawn"),
  };

  return _ (names[state]);
}

static char *
detail_of_claim (TwRosterPage *self, const TwClaim *claim)
{
  TwShift *shift = tw_rota_find (self->rota, claim->shift);
  TwShift *other =
      claim->other_shift != NULL ? tw_rota_find (self->rota, claim->other_shift) : NULL;
  GString *text = g_string_new (NULL);

  if (shift != NULL)
    {
      g_autofree char *words = tw_rota_describe_shift (self->rota, shift);

      g_string_append (text, words);
    }
  if (other != NULL)
    {
      g_autofree char *words = tw_rota_describe_shift (self->rota, other);

      g_string_append_printf (text, " ↔ %s", words);
    }
  if (claim->reason != NULL && *claim->reason != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", claim->reason);
  return g_string_free (text, FALSE);
}

static void
add_claim (TwRosterPage *self, TwLineList *list, const TwClaim *claim)
{
  g_autofree char *title = describe_claim (self, claim);
  g_autofree char *detail = detail_of_claim (self, claim);
  gboolean waits_other = claim->state == TW_CLAIM_ASKED && claim->kind != TW_CLAIM_OPEN_SHIFT;
  gboolean waits = claim->state == TW_CLAIM_ASKED || claim->state == TW_CLAIM_AGREED;
  g_autofree char *key = g_strdup_printf ("%c%s", waits_other ? '?' : '!', claim->id);
  TwLine *line = tw_line_new (waits ? TW_LINE_PLAIN : TW_LINE_DIM, key, title);

  tw_line_set_detail (line, detail);
  tw_line_set_trail (line, state_of_claim (claim->state));
  if (waits_other)
    tw_line_set_button (line, 0, _ ("The other agrees"), _ ("Record that the other person agreed"));
  else if (waits)
    tw_line_set_button (line, 0, _ ("Approve"), NULL);
  if (waits)
    tw_line_set_button (line, 1, _ ("Refuse"), NULL);
  tw_line_list_add (list, line);
}

static void
fill_claims (TwRosterPage *self, TwLineList *list)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) claims = tw_duty_list_claims (self->duty, FALSE, &error);

  tw_line_list_clear (list);
  if (claims == NULL)
    tw_line_list_add (list, tw_line_new (TW_LINE_RED, NULL, error->message));
  for (guint i = 0; claims != NULL && i < claims->len; i++)
    add_claim (self, list, claims->pdata[i]);
}

static void
claim_pressed_cb (TwSheet *sheet, TwLine *line, guint nth, TwLineList *list)
{
  TwRosterPage *self = page_of (sheet);
  const char *key = tw_line_get_key (line);
  g_autoptr (GError) error = NULL;
  gboolean ok;

  if (nth == 0 && *key == '?')
    ok = tw_rota_agree (self->rota, key + 1, &error);
  else
    ok = tw_rota_decide (self->rota, key + 1, nth == 0, NULL, &error);
  tw_sheet_set_problem (sheet, ok ? NULL : error->message, FALSE);
  fill_claims (self, list);
  tw_roster_page_queue_update (self);
}

static void
claims_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  TwLineList *list;
  TwSheet *sheet =
      open_book (self, _ ("Claims and swaps"),
                 _ ("Nobody asked for a shift. Choose a shift and “Swap or hand over…” "
                    "to ask on behalf of somebody."),
                 &list);

  fill_claims (self, list);
  g_signal_connect_object (list, "pressed", G_CALLBACK (claim_pressed_cb), sheet,
                           G_CONNECT_SWAPPED);
}

/* --- asking on behalf ----------------------------------------------------------------------- */

typedef struct {
  TwRosterPage *page;
  char *shift_id;
  gboolean open;
  AdwComboRow *kind;
  GtkDropDown *with;
} Ask;

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  g_free (ask->shift_id);
  g_free (ask);
}

/* The shift of @person on the day of @shift, or the nearest. */
static TwShift *
find_other (TwRosterPage *self, const TwShift *shift, int person)
{
  GPtrArray *own = tw_rota_get_shifts_of (self->rota, person);
  TwShift *best = NULL;

  for (guint i = 0; i < own->len; i++)
    {
      TwShift *other = own->pdata[i];

      if (best == NULL
          || ABS (other->from_us - shift->from_us) < ABS (best->from_us - shift->from_us))
        best = other;
    }
  return best;
}

static void
asked_cb (TwSheet *sheet, Ask *ask)
{
  TwRosterPage *self = ask->page;
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  TwShift *shift = tw_rota_find (self->rota, ask->shift_id);
  int with = (int) gtk_drop_down_get_selected (ask->with);
  gboolean swap = !ask->open && adw_combo_row_get_selected (ask->kind) == 0;
  TwClaimKind kind = ask->open ? TW_CLAIM_OPEN_SHIFT : swap ? TW_CLAIM_SWAP : TW_CLAIM_HAND_OVER;
  TwShift *other = shift != NULL && swap ? find_other (self, shift, with) : NULL;
  const char *with_id, *by_id;
  g_autoptr (GError) error = NULL;

  if (shift == NULL || (guint) with >= frame->people->len)
    {
      gtk_window_destroy (GTK_WINDOW (sheet));
      return;
    }
  if (swap && other == NULL)
    {
      tw_sheet_set_problem (sheet, _ ("That person has no shift here to swap"), FALSE);
      return;
    }
  with_id = ((TwRotaPerson *) frame->people->pdata[with])->id;
  by_id = ask->open ? with_id : ((TwRotaPerson *) frame->people->pdata[shift->person])->id;
  if (!tw_rota_claim (self->rota, kind, ask->shift_id, by_id, ask->open ? NULL : with_id,
                      other != NULL ? other->id : NULL, NULL, &error))
    {
      tw_sheet_set_problem (sheet, error->message, FALSE);
      return;
    }
  gtk_window_destroy (GTK_WINDOW (sheet));
  gtk_widget_activate_action (GTK_WIDGET (self), "roster.claims", NULL);
}

static void
claim_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  const char *const kinds[] = { _ ("Swap with their nearest shift"), _ ("Hand over"), NULL };
  const char *id = tw_roster_pane_get_shift (self->pane);
  TwShift *shift = id != NULL ? tw_rota_find (self->rota, id) : NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *text = NULL;
  AdwPreferencesGroup *group;
  TwRotaFrame *frame;
  TwSheet *sheet;
  Ask *ask;

  if (shift == NULL)
    return;
  frame = tw_rota_get_frame (self->rota);
  ask = g_new0 (Ask, 1);
  ask->page = self;
  ask->shift_id = g_strdup (id);
  ask->open = shift->person < 0;
  sheet =
      tw_sheet_new (widget, ask->open ? _ ("Claim a shift") : _ ("Swap or hand over"), _ ("Ask"));
  text = tw_rota_describe_shift (self->rota, shift);
  tw_sheet_add_heading (sheet, tw_roster_words_person (frame, shift->person));
  tw_sheet_add_text (sheet, text);
  group = tw_sheet_add_group (sheet, NULL);
  ask->kind = tw_sheet_combo_new (_ ("What"), kinds, 0);
  if (!ask->open)
    adw_preferences_group_add (group, GTK_WIDGET (ask->kind));
  else
    g_object_ref_sink (ask->kind);
  for (guint i = 0; i < frame->people->len; i++)
    g_ptr_array_add (names, ((TwRotaPerson *) frame->people->pdata[i])->name);
  g_ptr_array_add (names, NULL);
  ask->with = tw_sheet_add_search (group, ask->open ? _ ("For whom") : _ ("With whom"),
                                   (const char *const *) names->pdata, 0);
  tw_sheet_add_text (sheet, _ ("Rules are checked now and again when a supervisor approves."));
  g_object_set_data_full (G_OBJECT (sheet), "ask", ask, ask_free);
  g_signal_connect (sheet, "accepted", G_CALLBACK (asked_cb), ask);
}

/* --- fairness ------------------------------------------------------------------------------- */

static void
fairness_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  GtkWidget *view;
  TwSheet *sheet;

  if (!tw_rota_is_loaded (self->rota))
    return;
  sheet = tw_sheet_new (widget, _ ("Fairness"), NULL);
  view = tw_fair_view_new (self->rota);
  tw_fair_view_set_pools (TW_FAIR_VIEW (view), self->look.pools);
  gtk_widget_set_vexpand (view, TRUE);
  tw_sheet_add (sheet, view);
  tw_sheet_set_size (sheet, 1080, 720);
}

/* --- officers ------------------------------------------------------------------------------- */

static void
officer_chosen_cb (GtkButton *button, TwRosterPage *self)
{
  g_autoptr (GError) error = NULL;

  gtk_menu_button_popdown (self->officer_button);
  if (!tw_duty_set_actor (self->duty, g_object_get_data (G_OBJECT (button), "officer"), &error))
    tw_roster_page_say (self, error->message, FALSE);
  tw_roster_page_update_officer (self);
  tw_roster_page_update (self);
}

static char *
rights_text (TwRights rights)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();

  if (rights & TW_RIGHT_PLAN)
    g_ptr_array_add (parts, (gpointer) _ ("plans"));
  if (rights & TW_RIGHT_APPROVE)
    g_ptr_array_add (parts, (gpointer) _ ("approves"));
  if (rights & TW_RIGHT_OVERRIDE)
    g_ptr_array_add (parts, (gpointer) _ ("overrides"));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (_ (", "), (char **) parts->pdata);
}

static void
add_officer_button (TwRosterPage *self, const TwOfficer *officer)
{
  g_autofree char *rights = rights_text (officer->rights);
  g_autofree char *text = g_strdup_printf ("%s (%s)", officer->name, rights);
  gboolean on_duty = self->actor != NULL && g_strcmp0 (self->actor->id, officer->id) == 0;
  GtkWidget *button = gtk_button_new (), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *mark = gtk_image_new_from_icon_name ("object-select-symbolic");

  gtk_widget_set_opacity (mark, on_duty ? 1 : 0);
  gtk_box_append (GTK_BOX (row), mark);
  gtk_box_append (GTK_BOX (row), gtk_label_new (text));
  gtk_button_set_child (GTK_BUTTON (button), row);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_object_set_data_full (G_OBJECT (button), "officer", g_strdup (officer->id), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (officer_chosen_cb), self);
  gtk_box_append (GTK_BOX (self->officer_box), button);
}

static void
fill_officer_menu (TwRosterPage *self, GPtrArray *officers)
{
  GtkWidget *child, *more;

  while ((child = gtk_widget_get_first_child (self->officer_box)) != NULL)
    gtk_box_remove (GTK_BOX (self->officer_box), child);
  child = gtk_label_new (_ ("On duty at this console"));
  gtk_widget_add_css_class (child, "caption-heading");
  gtk_label_set_xalign (GTK_LABEL (child), 0);
  gtk_box_append (GTK_BOX (self->officer_box), child);
  for (guint i = 0; officers != NULL && i < officers->len; i++)
    add_officer_button (self, officers->pdata[i]);
  more = gtk_button_new_with_label (_ ("Add an officer…"));
  gtk_widget_add_css_class (more, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (more), "roster.officers");
  gtk_box_append (GTK_BOX (self->officer_box), more);
}

void
tw_roster_page_update_officer (TwRosterPage *self)
{
  g_autoptr (GPtrArray) officers = tw_duty_list_officers (self->duty, NULL);
  g_autofree char *rights = NULL;
  g_autofree char *text = NULL;

  g_clear_pointer (&self->actor, tw_officer_free);
  self->actor = tw_duty_dup_actor (self->duty);
  fill_officer_menu (self, officers);
  rights = rights_text (self->actor->rights);
  text = g_strdup_printf (_ ("On duty: %s (%s)"), self->actor->name, rights);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->officer_button), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->officer_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
officer_added_cb (TwSheet *sheet, GtkEditable *entry)
{
  TwRosterPage *self = page_of (sheet);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  TwRights rights = 0;

  if (tw_sheet_switch_get (g_object_get_data (G_OBJECT (sheet), "plan")))
    rights |= TW_RIGHT_PLAN;
  if (tw_sheet_switch_get (g_object_get_data (G_OBJECT (sheet), "approve")))
    rights |= TW_RIGHT_APPROVE;
  if (tw_sheet_switch_get (g_object_get_data (G_OBJECT (sheet), "override")))
    rights |= TW_RIGHT_OVERRIDE;
  if (*name == '\0')
    tw_sheet_set_problem (sheet, _ ("An officer has a name"), FALSE);
  else if (!tw_duty_add_officer (self->duty, name, rights, &id, &error))
    tw_sheet_set_problem (sheet, error->message, FALSE);
  else
    {
      gtk_window_destroy (GTK_WINDOW (sheet));
      tw_roster_page_update_officer (self);
      tw_roster_page_say (self, _ ("Officer added: choose who is on duty at the top right"), FALSE);
    }
}

static GtkWidget *
add_right (TwSheet *sheet, AdwPreferencesGroup *group, const char *key, const char *title,
           gboolean on)
{
  GtkWidget *row = tw_sheet_switch_new (title, on);

  adw_preferences_group_add (group, row);
  g_object_set_data (G_OBJECT (sheet), key, row);
  return row;
}

static void
officers_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  TwSheet *sheet = tw_sheet_new (widget, _ ("Add an officer"), _ ("Add"));
  AdwPreferencesGroup *group = tw_sheet_add_group (sheet, NULL);
  GtkEditable *entry = tw_sheet_add_entry (group, _ ("Name"), NULL);

  gtk_menu_button_popdown (self->officer_button);
  g_object_set_data (G_OBJECT (sheet), "page", self);
  add_right (sheet, group, "plan", _ ("Plans rosters"), TRUE);
  add_right (sheet, group, "approve", _ ("Approves, publishes and decides about claims"), FALSE);
  add_right (sheet, group, "override", _ ("May override conflicts"), FALSE);
  g_signal_connect (sheet, "accepted", G_CALLBACK (officer_added_cb), entry);
}

/* What there was nothing to plan with may be there now. */
static void
rules_closed_cb (TwRosterPage *self)
{
  if (!tw_rota_is_loaded (self->rota))
    gtk_widget_activate_action (GTK_WIDGET (self), "roster.reload", NULL);
}

static void
rules_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwRosterPage *self = TW_ROSTER_PAGE (widget);
  TwRosterRulesDialog *dialog = tw_roster_rules_dialog_new (widget, self->duty);

  if (self->load_error_data)
    tw_roster_rules_dialog_show_tab (dialog, "posts");
  g_signal_connect_object (dialog, "unrealize", G_CALLBACK (rules_closed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
tw_roster_page_install_books (GtkWidgetClass *widget)
{
  gtk_widget_class_install_action (widget, "roster.editions", NULL, editions_action);
  gtk_widget_class_install_action (widget, "roster.notices", NULL, notices_action);
  gtk_widget_class_install_action (widget, "roster.claims", NULL, claims_action);
  gtk_widget_class_install_action (widget, "roster.claim", NULL, claim_action);
  gtk_widget_class_install_action (widget, "roster.fairness", NULL, fairness_action);
  gtk_widget_class_install_action (widget, "roster.officers", NULL, officers_action);
  gtk_widget_class_install_action (widget, "roster.rules", NULL, rules_action);
}
