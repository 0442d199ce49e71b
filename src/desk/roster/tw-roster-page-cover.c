// SPDX-License-Identifier: Apache-2.0
/*
 * Coverage of one place: of the post of the shift that is selected, else of what was chosen. While
 * a bar is dragged the strip follows every frame; the figures beside it too.
 */
#include "config.h"

#include "desk/roster/tw-roster-page-private.h"

#include "desk/roster/tw-roster-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define CORNER_PX 9 /* around the search field in the board's corner */
#define MAX_NAMES 8 /* of people in a group of reasons */

/* --- places --------------------------------------------------------------------------------- */

static void
add_place (TwRosterPage *self, GtkStringList *list, TwCoverFilter filter, const char *name)
{
  gtk_string_list_append (list, name);
  g_array_append_val (self->cover_filters, filter);
}

void
tw_roster_page_fill_places (TwRosterPage *self)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  g_array_set_size (self->cover_filters, 0);
  add_place (self, list, (TwCoverFilter){ .post = -1 }, _ ("Coverage: whole street"));
  for (guint c = 1; c < frame->street->communities->len; c++)
    if (!g_array_index (frame->street->communities, TwCommunity, c).label.gone)
      add_place (self, list, (TwCoverFilter){ .community = c, .post = -1 },
                 tw_street_get_community_name (frame->street, c));
  for (guint p = 0; p < frame->posts->len; p++)
    {
      const TwRotaPost *post = frame->posts->pdata[p];
      const char *community = tw_street_get_community_name (frame->street, post->community);
      const char *name = tw_rota_post_label (frame, (int) p);
      g_autofree char *text = *community != '\0' && strstr (name, community) == NULL
                                  ? g_strdup_printf (_ ("%s, %s"), name, community)
                                  : g_strdup (name);

      add_place (self, list, (TwCoverFilter){ .post = (int) p }, text);
    }
  self->filling = TRUE;
  gtk_drop_down_set_model (self->cover_drop, G_LIST_MODEL (list));
  gtk_drop_down_set_enable_search (self->cover_drop, TRUE);
  self->cover_chosen = self->cover_chosen < self->cover_filters->len ? self->cover_chosen : 0;
  gtk_drop_down_set_selected (self->cover_drop, self->cover_chosen);
  self->filling = FALSE;
}

static const TwCoverFilter *
get_filter (TwRosterPage *self)
{
  guint i = gtk_drop_down_get_selected (self->cover_drop);

  return i < self->cover_filters->len ? &g_array_index (self->cover_filters, TwCoverFilter, i)
                                      : NULL;
}

int
tw_roster_page_get_post (TwRosterPage *self)
{
  const TwCoverFilter *filter = get_filter (self);

  return filter != NULL ? filter->post : -1;
}

static void
select_place (TwRosterPage *self, guint i)
{
  if (i == gtk_drop_down_get_selected (self->cover_drop))
    return;
  self->filling = TRUE;
  gtk_drop_down_set_selected (self->cover_drop, i);
  self->filling = FALSE;
  tw_roster_page_update_cover (self);
}

void
tw_roster_page_follow_selection (TwRosterPage *self)
{
  g_auto (GStrv) ids = tw_roster_page_dup_selected (self);
  TwShift *shift = ids[0] != NULL ? tw_rota_find (self->rota, ids[0]) : NULL;
  int post = -1;

  for (guint i = 0; shift != NULL && i < shift->n_stretches && post < 0; i++)
    if (shift->stretches[i].kind == TW_STRETCH_WORK)
      post = shift->stretches[i].post;
  if (post < 0)
    {
      select_place (self, self->cover_chosen);
      return;
    }
  for (guint i = 0; i < self->cover_filters->len; i++)
    if (g_array_index (self->cover_filters, TwCoverFilter, i).post == post)
      select_place (self, i);
}

static void
place_chosen_cb (TwRosterPage *self)
{
  if (self->filling)
    return;
  self->cover_chosen = gtk_drop_down_get_selected (self->cover_drop);
  tw_roster_page_update_cover (self);
}

/* --- the strip ------------------------------------------------------------------------------ */

static void
show_tides (TwRosterPage *self, GArray *states)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  g_autofree TwCoverTide *tides = g_new0 (TwCoverTide, MAX (states->len, 1));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < states->len; i++)
    {
      const TwTideState *state = &g_array_index (states, TwTideState, i);
      g_autofree char *span =
          tw_roster_words_span (state->tide->from_us, state->tide->to_us, frame->zone);

      g_autofree char *share = tw_roster_words_share (state);
      g_autofree char *missing = tw_roster_words_missing (state);

      g_ptr_array_add (
          texts, missing != NULL
                     /* Translators: a tide rule over its window: name, times, share, what lacks */
                     ? g_strdup_printf (_ ("%1$s %2$s: %3$s, %4$s"), state->tide->name, span, share,
                                        missing)
                     /* Translators: a tide rule over its window: name, times, how it stands */
                     : g_strdup_printf (_ ("%1$s %2$s: %3$s"), state->tide->name, span, share));
      tides[i] = (TwCoverTide){ state->tide->from_us, state->tide->to_us, texts->pdata[i],
                                state->met, state->nobody };
    }
  tw_cover_strip_set_tides (self->strip, tides, states->len);
}

static void
show_figures (TwRosterPage *self, const TwCover *cover, GArray *states)
{
  g_autofree char *under = tw_roster_words_hours (cover->under_hours);
  g_autofree char *over = tw_roster_words_hours (cover->over_hours);
  GString *text = g_string_new (NULL);
  guint n_missed = 0;

  for (guint i = 0; i < states->len; i++)
    {
      const TwTideState *state = &g_array_index (states, TwTideState, i);

      n_missed += !state->met && !state->nobody;
    }
  /* Translators: head-hours missing, head-hours too many */
  g_string_append_printf (text, _ ("%s uncovered, %s more than wanted"), under, over);
  if (n_missed > 0)
    g_string_append_printf (text,
                            g_dngettext (GETTEXT_PACKAGE, ", %u tide rule missed",
                                         ", %u tide rules missed", n_missed),
                            n_missed);
  if (strcmp (gtk_label_get_text (self->cover_label), text->str) != 0)
    gtk_label_set_text (self->cover_label, text->str);
  g_string_free (text, TRUE);
}

void
tw_roster_page_update_cover (TwRosterPage *self)
{
  const TwCoverFilter *chosen = get_filter (self);
  TwCoverFilter filter = chosen != NULL ? *chosen : (TwCoverFilter){ .post = -1 };
  g_autoptr (GArray) states = NULL;
  TwCoverData data;
  TwCover cover;
  double most = 0;

  if (!tw_rota_is_loaded (self->rota))
    return;
  filter.pools = self->look.pools;
  tw_rota_get_cover (self->rota, &filter, &cover);
  states = tw_rota_list_tides (self->rota);
  data = (TwCoverData){ cover.from_us, cover.slot_us, cover.n_slots, cover.p50,
                        cover.p90,     cover.wanted,  cover.staffed };
  for (guint i = 0; i < cover.n_slots; i++)
    most = MAX (most, MAX (cover.p90[i], cover.staffed[i]));
  tw_cover_strip_set_data (self->strip, &data, NULL);
  if (most <= 0)
    tw_cover_strip_set_data (self->strip, NULL, _ ("No demand and nobody planned here"));
  show_tides (self, states);
  show_figures (self, &cover, states);
  tw_cover_clear (&cover);
  tw_roster_page_sync_view (self);
}

/* The strip ends where the bars do, not below the board's scroll bar. */
static void
align_strip (TwRosterPage *self, gint64 from_us, gint64 to_us)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self->board)), rest;
  double hour_px;

  g_object_get (self->board, "hour-px", &hour_px, NULL);
  rest = width - tw_board_get_head_width (self->board)
         - (int) round (hour_px * (double) (to_us - from_us) / (double) TW_US_PER_HOUR);
  if (width > 0 && rest >= 0 && rest < width / 4
      && gtk_widget_get_margin_end (GTK_WIDGET (self->strip)) != rest)
    gtk_widget_set_margin_end (GTK_WIDGET (self->strip), rest);
}

void
tw_roster_page_sync_view (TwRosterPage *self)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  gint64 from_us, to_us;

  if (frame == NULL)
    return;
  tw_board_get_view (self->board, &from_us, &to_us);
  gtk_widget_set_size_request (self->corner, tw_board_get_head_width (self->board) - 2 * CORNER_PX,
                               -1);
  if (to_us <= from_us)
    return;
  align_strip (self, from_us, to_us);
  tw_roster_page_queue_fit (self);
  tw_cover_strip_set_view (self->strip, from_us, to_us, frame->zone,
                           tw_board_get_head_width (self->board));
}

/* --- why is nobody there -------------------------------------------------------------------- */

/* The post of the place shown that misses most heads then. */
static int
worst_post (TwRosterPage *self, gint64 t_us)
{
  const TwCoverFilter *filter = get_filter (self);
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  double most = 0;
  int worst = -1;

  if (filter == NULL || filter->post >= 0)
    return filter != NULL ? filter->post : -1;
  for (guint p = 0; p < frame->posts->len; p++)
    {
      TwCoverFilter one = { .post = (int) p };
      TwCover cover;
      guint slot;

      if (filter->community != 0
          && ((TwRotaPost *) frame->posts->pdata[p])->community != filter->community)
        continue;
      tw_rota_get_cover (self->rota, &one, &cover);
      slot = (guint) ((t_us - cover.from_us) / cover.slot_us);
      if (slot < cover.n_slots && cover.wanted[slot] - cover.staffed[slot] > most)
        {
          most = cover.wanted[slot] - cover.staffed[slot];
          worst = (int) p;
        }
      tw_cover_clear (&cover);
    }
  return worst;
}

typedef struct {
  char *reason;
  GString *names;
  guint n;
  int last; /* person counted last: blockers come by person */
} Group;

static void
group_free (Group *group)
{
  g_free (group->reason);
  g_string_free (group->names, TRUE);
  g_free (group);
}

static const char *
reason_of (const TwRosterBlocker *blocker)
{
  switch (blocker->kind)
    {
    case TW_ROSTER_BLOCKER_RULE:
      return blocker->broken.kind == TW_ROSTER_BREAK_BARRED ? _ ("Too far from home")
                                                            : _ ("A rule forbids it");
    case TW_ROSTER_BLOCKER_FROZEN:
      return _ ("Already published and frozen");
    case TW_ROSTER_BLOCKER_PINNED:
      return _ ("Pinned elsewhere");
    case TW_ROSTER_BLOCKER_ELSEWHERE:
      return _ ("At another post");
    case TW_ROSTER_BLOCKER_PAUSE:
      return _ ("Has a break or is on the way");
    case TW_ROSTER_BLOCKER_AWAY:
      return _ ("Not available then");
    case TW_ROSTER_BLOCKER_NO_SHIFT:
      return _ ("No shift they may work reaches it");
    case TW_ROSTER_BLOCKER_COSTS:
      return _ ("Would cost more than it gains");
    case TW_ROSTER_BLOCKER_HELPS:
    default:
      return _ ("Nothing: could come");
    }
}

static void
add_to_group (TwRosterPage *self, GPtrArray *groups, const TwRosterBlocker *blocker)
{
  const char *reason = reason_of (blocker);
  g_autofree char *text = NULL;
  Group *group = NULL;

  for (guint i = 0; i < groups->len && group == NULL; i++)
    if (strcmp (((Group *) groups->pdata[i])->reason, reason) == 0)
      group = groups->pdata[i];
  if (group == NULL)
    {
      group = g_new0 (Group, 1);
      group->reason = g_strdup (reason);
      group->names = g_string_new (NULL);
      group->last = -1;
      g_ptr_array_add (groups, group);
    }
  if (group->last == blocker->person)
    return;
  group->last = blocker->person;
  if (group->n++ >= MAX_NAMES)
    return;
  text = tw_rota_describe_blocker (self->rota, blocker);
  if (group->names->len > 0)
    g_string_append_c (group->names, '\n');
  g_string_append (group->names, text);
}

static int
cmp_groups (gconstpointer a, gconstpointer b)
{
  const Group *x = *(Group *const *) a, *y = *(Group *const *) b;
  gboolean x_helps = strcmp (x->reason, _ ("Nothing: could come")) == 0,
           y_helps = strcmp (y->reason, _ ("Nothing: could come")) == 0;

  if (x_helps != y_helps)
    return x_helps ? -1 : 1;
  return x->n < y->n ? 1 : x->n > y->n ? -1 : 0;
}

static void
fill_reasons (TwRosterPage *self, TwLineList *list, int post, gint64 t_us)
{
  g_autoptr (GArray) blockers = tw_rota_list_blockers (self->rota, post, t_us);
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func ((GDestroyNotify) group_free);

  for (guint i = 0; i < blockers->len; i++)
    add_to_group (self, groups, &g_array_index (blockers, TwRosterBlocker, i));
  g_ptr_array_sort (groups, cmp_groups);
  for (guint i = 0; i < groups->len; i++)
    {
      Group *group = groups->pdata[i];
      g_autofree char *count = g_strdup_printf ("%u", group->n);
      TwLine *line = tw_line_new (TW_LINE_PLAIN, NULL, group->reason);

      if (group->n > MAX_NAMES)
        {
          g_string_append_c (group->names, '\n');
          g_string_append_printf (group->names, _ ("and %u more"), group->n - MAX_NAMES);
        }
      tw_line_set_detail (line, group->names->str);
      tw_line_set_trail (line, count);
      tw_line_list_add (list, line);
    }
}

/* Heads there are and heads wanted at the post then. */
static char *
figures_of (TwRosterPage *self, int post, gint64 t_us)
{
  TwCoverFilter filter = { .post = post };
  TwCover cover;
  guint slot;
  char *text;

  tw_rota_get_cover (self->rota, &filter, &cover);
  slot = (guint) CLAMP ((t_us - cover.from_us) / cover.slot_us, 0, (gint64) cover.n_slots - 1);
  text = g_strdup_printf (_ ("%.0f there, %.0f wanted"), cover.staffed[slot], cover.wanted[slot]);
  tw_cover_clear (&cover);
  return text;
}

static GtkWidget *
make_why (TwRosterPage *self, int post, gint64 t_us)
{
  TwRotaFrame *frame = tw_rota_get_frame (self->rota);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *list = tw_line_list_new ();
  g_autofree char *day = tw_roster_words_day (t_us, frame->zone);
  g_autofree char *time = tw_roster_words_time (t_us, frame->zone, FALSE);
  g_autofree char *title =
      g_strdup_printf ("%s, %s %s", tw_rota_post_label (frame, post), day, time);
  g_autofree char *figures = figures_of (self, post, t_us);
  GtkWidget *head = gtk_label_new (title), *text = gtk_label_new (figures);

  gtk_label_set_wrap (GTK_LABEL (head), TRUE);
  gtk_label_set_xalign (GTK_LABEL (head), 0);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_widget_add_css_class (head, "heading");
  gtk_widget_add_css_class (text, "dim-label");
  gtk_widget_add_css_class (text, "numeric");
  fill_reasons (self, TW_LINE_LIST (list), post, t_us);
  gtk_widget_set_size_request (list, 360, 300);
  gtk_widget_set_vexpand (list, TRUE);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), text);
  gtk_box_append (GTK_BOX (box), list);
  return box;
}

static void
point_at (TwRosterPage *self, gint64 t_us)
{
  gint64 from_us, to_us;
  int head = tw_board_get_head_width (self->board);
  int width = gtk_widget_get_width (GTK_WIDGET (self->strip));
  graphene_rect_t bounds;
  double part;

  tw_board_get_view (self->board, &from_us, &to_us);
  if (to_us <= from_us
      || !gtk_widget_compute_bounds (GTK_WIDGET (self->strip), GTK_WIDGET (self), &bounds))
    return;
  part = CLAMP ((double) (t_us - from_us) / (double) (to_us - from_us), 0, 1);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->why_popover),
                               &(GdkRectangle){
                                   (int) (bounds.origin.x + head + part * (width - head)),
                                   (int) bounds.origin.y, 1, 1 });
}

void
tw_roster_page_show_why (TwRosterPage *self, int post, gint64 t_us)
{
  if (self->why_popover == NULL)
    {
      self->why_popover = gtk_popover_new ();
      gtk_widget_set_name (self->why_popover, "why_popover");
      gtk_popover_set_position (GTK_POPOVER (self->why_popover), GTK_POS_TOP);
      gtk_widget_set_parent (self->why_popover, GTK_WIDGET (self));
    }
  gtk_popover_set_child (GTK_POPOVER (self->why_popover), make_why (self, post, t_us));
  point_at (self, t_us);
  gtk_popover_popup (GTK_POPOVER (self->why_popover));
}

static void
slot_activated_cb (TwRosterPage *self, gint64 t_us)
{
  int post = worst_post (self, t_us);

  if (post >= 0)
    tw_roster_page_show_why (self, post, t_us);
  else
    tw_roster_page_say (self, _ ("Everything wanted is covered then"), FALSE);
}

static void
tray_activated_cb (TwRosterPage *self, const char *shift_id)
{
  tw_roster_page_select_shift (self, shift_id);
  self->pane_part = TW_PANE_CANDIDATES;
  g_object_notify (G_OBJECT (self), "pane-part");
  tw_roster_page_show_pane (self, TW_PANE_SHIFT);
  gtk_widget_child_focus (GTK_WIDGET (tw_roster_pane_get_list (self->pane)), GTK_DIR_TAB_FORWARD);
}

static void
assign_cb (TwRosterPage *self, int person)
{
  g_autofree char *id = g_strdup (tw_roster_pane_get_shift (self->pane));

  if (id != NULL)
    tw_roster_page_assign (self, id, person);
}

void
tw_roster_page_connect_cover (TwRosterPage *self)
{
  g_signal_connect_object (self->cover_drop, "notify::selected", G_CALLBACK (place_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->strip, "slot-activated", G_CALLBACK (slot_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tray, "activated", G_CALLBACK (tray_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pane, "assign", G_CALLBACK (assign_cb), self, G_CONNECT_SWAPPED);
}
