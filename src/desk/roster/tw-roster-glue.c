// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "desk/roster/tw-roster-glue.h"

#include "desk/roster/tw-roster-words.h"
#include "desk/tw-text.h"
#include "duty/roster/tw-rota-changes.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define NO_POOL 4

/* While a board is filled. */
typedef struct {
  TwRota *rota;
  TwRotaFrame *frame;
  const TwRosterLook *look;
  gint64 now_us;
  GHashTable *worst; /* shift id -> the first conflict */
  GPtrArray *rows, *bars;
  int *row_of;      /* of a person or a post, its first one; -1: none */
  GPtrArray *lanes; /* by post: GArray of gint64, where the last bar of each row of the post ends */
} Fill;

/* --- lanes of a post --------------------------------------------------------------------------
 * A post has as many rows as people stand there at once, so that every bar can be read. */

static guint
take_lane (Fill *fill, const TwStretch *stretch)
{
  GArray *ends = fill->lanes->pdata[stretch->post];

  for (guint i = 0; i < ends->len; i++)
    if (g_array_index (ends, gint64, i) <= stretch->from_us)
      {
        g_array_index (ends, gint64, i) = stretch->to_us;
        return i;
      }
  g_array_append_val (ends, stretch->to_us);
  return ends->len - 1;
}

static void
clear_lanes (Fill *fill)
{
  for (guint p = 0; p < fill->lanes->len; p++)
    g_array_set_size (fill->lanes->pdata[p], 0);
}

static gboolean
stands (const Fill *fill, const TwStretch *stretch)
{
  return stretch->kind == TW_STRETCH_WORK && stretch->post >= 0
         && (guint) stretch->post < fill->frame->posts->len;
}

/* --- figures -------------------------------------------------------------------------------- */

int
tw_roster_glue_minutes (const TwRotaFrame *frame, const TwShift *shift)
{
  const TwRosterKind *kind = shift->kind >= 0 && shift->kind < frame->problem->n_kinds
                                 ? &frame->problem->kinds[shift->kind]
                                 : NULL;
  gint64 us = 0;

  if (kind != NULL && kind->minutes > 0)
    return kind->minutes;
  for (guint i = 0; i < shift->n_stretches; i++)
    if (shift->stretches[i].kind != TW_STRETCH_BREAK || (kind != NULL && kind->break_paid))
      us += shift->stretches[i].to_us - shift->stretches[i].from_us;
  return (int) (us / TW_US_PER_MIN);
}

/* End of the ISO week that holds the frame's first day, or of the frame. */
static gint64
week_end_us (const TwRotaFrame *frame)
{
  guint days = 7u - frame->problem->weekday[0];

  return days < frame->days->len ? ((TwRotaSpan *) frame->days->pdata[days])->from_us
                                 : frame->to_us;
}

/* --- bars ----------------------------------------------------------------------------------- */

static GPtrArray *
shown_shifts (const Fill *fill)
{
  return fill->look->proposal != NULL ? fill->look->proposal->after
         : fill->look->published      ? tw_rota_get_published (fill->rota)
                                      : tw_rota_get_shifts (fill->rota);
}

static TwBarFlags
bar_flags (const Fill *fill, const TwShift *shift, gboolean ghost)
{
  const TwRotaConflict *worst =
      shift->id != NULL && !ghost ? g_hash_table_lookup (fill->worst, shift->id) : NULL;
  TwBarFlags flags = 0;

  if (ghost)
    return TW_BAR_GHOSTED;
  if (fill->look->proposal != NULL)
    flags |= TW_BAR_DRAFT;
  else if (!fill->look->published && tw_rota_get_mark (fill->rota, shift) != TW_SHIFT_MARK_SAME)
    flags |= TW_BAR_DRAFT;
  if (shift->pinned)
    flags |= TW_BAR_PINNED;
  if (shift->override_reason != NULL)
    flags |= TW_BAR_OVERRIDDEN;
  if (worst != NULL && !worst->overridden)
    flags |= worst->severity == TW_ROSTER_SEVERITY_RED ? TW_BAR_RED : TW_BAR_YELLOW;
  if (fill->look->published || shift->to_us <= fill->now_us)
    flags |= TW_BAR_PAST;
  return flags;
}

static char *
spoken_text (const Fill *fill, const TwShift *shift, TwBarFlags flags, const char *posts)
{
  const TwRotaConflict *worst =
      shift->id != NULL ? g_hash_table_lookup (fill->worst, shift->id) : NULL;
  g_autofree char *day = tw_roster_words_day (shift->from_us, fill->frame->zone);
  g_autofree char *span = tw_roster_words_span (shift->from_us, shift->to_us, fill->frame->zone);
  GString *text = g_string_new (NULL);

  /* Translators: a shift as a screen reader says it: person, day, times, posts */
  g_string_append_printf (text, _ ("%1$s, %2$s %3$s, %4$s"),
                          tw_roster_words_person (fill->frame, shift->person), day, span, posts);
  if (flags & TW_BAR_GHOSTED)
    g_string_append_printf (text, "; %s", _ ("as it was"));
  if (flags & TW_BAR_DRAFT)
    g_string_append_printf (text, "; %s", _ ("draft"));
  if (flags & TW_BAR_PINNED)
    g_string_append_printf (text, "; %s", _ ("pinned"));
  if (flags & TW_BAR_OVERRIDDEN)
    g_string_append_printf (text, "; %s", _ ("overridden"));
  if (worst != NULL && (flags & (TW_BAR_RED | TW_BAR_YELLOW)))
    g_string_append_printf (text, "; %s: %s", _ ("conflict"), worst->text);
  return g_string_free (text, FALSE);
}

static void
fill_segment (const Fill *fill, const TwStretch *stretch, TwBarSegment *segment)
{
  static const TwSegmentKind kinds[] = { TW_SEGMENT_WORK, TW_SEGMENT_WAY, TW_SEGMENT_BREAK };

  segment->kind = kinds[stretch->kind];
  segment->from_us = stretch->from_us;
  segment->to_us = stretch->to_us;
  if (stretch->kind != TW_STRETCH_WORK)
    return;
  segment->label = g_strdup (tw_rota_post_label (fill->frame, stretch->post));
  if (stretch->post >= 0 && (guint) stretch->post < fill->frame->posts->len)
    segment->color = ((TwRotaPost *) fill->frame->posts->pdata[stretch->post])->service;
}

static TwBoardBar *
make_bar (const Fill *fill, const TwShift *shift, gboolean ghost)
{
  g_autofree char *posts = tw_roster_words_posts (fill->frame, shift);
  TwBoardBar *bar = tw_board_bar_new ();

  bar->from_us = shift->from_us;
  bar->to_us = shift->to_us;
  bar->flags = bar_flags (fill, shift, ghost);
  bar->spoken = spoken_text (fill, shift, bar->flags, posts);
  bar->tooltip = g_strdup (bar->spoken);
  return bar;
}

static void
fill_segments (const Fill *fill, const TwShift *shift, TwBoardBar *bar)
{
  bar->n_segments = shift->n_stretches;
  bar->segments = g_new0 (TwBarSegment, shift->n_stretches);
  for (guint i = 0; i < shift->n_stretches; i++)
    fill_segment (fill, &shift->stretches[i], &bar->segments[i]);
}

static void
add_person_bar (Fill *fill, const TwShift *shift, gboolean ghost, guint number)
{
  int row = shift->person >= 0 ? fill->row_of[shift->person] : -1;
  TwBoardBar *bar;

  if (row < 0)
    return;
  bar = make_bar (fill, shift, ghost);
  bar->id = ghost               ? g_strdup_printf ("ghost:%u", number)
            : shift->id == NULL ? g_strdup_printf ("new:%u", number)
                                : g_strdup (shift->id);
  bar->row = (guint) row;
  fill_segments (fill, shift, bar);
  g_ptr_array_add (fill->bars, bar);
}

static gboolean
is_of_pools (const Fill *fill, const TwShift *shift)
{
  return fill->look->pools == 0 || shift->person < 0
         || (fill->look->pools
             & (1u << ((TwRotaPerson *) fill->frame->people->pdata[shift->person])->pool))
                != 0;
}

/* As add_place_bars() will take them. */
static void
count_lanes (Fill *fill, const TwShift *shift, gboolean ghost, guint number)
{
  for (guint i = 0; i < shift->n_stretches; i++)
    if (stands (fill, &shift->stretches[i]) && is_of_pools (fill, shift))
      take_lane (fill, &shift->stretches[i]);
}

/* By place a bar is one stretch, with the name of the person. */
static void
add_place_bars (Fill *fill, const TwShift *shift, gboolean ghost, guint number)
{
  for (guint i = 0; i < shift->n_stretches; i++)
    {
      const TwStretch *stretch = &shift->stretches[i];
      TwBoardBar *bar;
      guint lane;

      if (!stands (fill, stretch) || !is_of_pools (fill, shift))
        continue;
      lane = take_lane (fill, stretch);
      if (fill->row_of[stretch->post] < 0)
        continue;
      bar = make_bar (fill, shift, ghost);
      bar->id = ghost || shift->id == NULL
                    ? g_strdup_printf ("%s:%u:%u", ghost ? "ghost" : "new", number, i)
                    : g_strdup_printf ("%s#%u", shift->id, i);
      bar->row = (guint) fill->row_of[stretch->post] + lane;
      bar->from_us = stretch->from_us;
      bar->to_us = stretch->to_us;
      bar->n_segments = 1;
      bar->segments = g_new0 (TwBarSegment, 1);
      fill_segment (fill, stretch, &bar->segments[0]);
      g_free (bar->segments[0].label);
      bar->segments[0].label = g_strdup (tw_roster_words_person (fill->frame, shift->person));
      g_ptr_array_add (fill->bars, bar);
    }
}

typedef void (*AddFunc) (Fill *fill, const TwShift *shift, gboolean ghost, guint number);

static void
for_each_shift (Fill *fill, AddFunc add)
{
  GPtrArray *shifts = shown_shifts (fill);

  for (guint i = 0; i < shifts->len; i++)
    add (fill, shifts->pdata[i], FALSE, i);
  if (fill->look->proposal == NULL)
    return;
  for (guint i = 0; i < fill->look->proposal->changes->len; i++)
    {
      const TwRotaChange *change = fill->look->proposal->changes->pdata[i];

      if (change->before != NULL)
        add (fill, change->before, TRUE, i);
    }
}

/* --- rows ----------------------------------------------------------------------------------- */

static gboolean
matches (const char *name, const char *search)
{
  g_autofree char *folded = NULL;
  g_autofree char *wanted = NULL;

  if (search == NULL || *search == '\0')
    return TRUE;
  folded = g_utf8_casefold (name, -1);
  wanted = g_utf8_casefold (search, -1);
  return strstr (folded, wanted) != NULL;
}

static void
add_group (Fill *fill, const char *id, const char *name, guint n, guint pool, int severity)
{
  TwBoardRow *row = g_new0 (TwBoardRow, 1);
  g_autofree char *count = tw_text_count (n);

  row->id = g_strdup (id);
  row->title = g_strdup (name);
  row->detail = g_steal_pointer (&count);
  row->pool = pool;
  row->group = TRUE;
  row->folded = fill->look->folded != NULL && g_hash_table_contains (fill->look->folded, id);
  row->severity = severity;
  g_ptr_array_add (fill->rows, row);
}

/* For all people at once: one look at each shift. */
static int *
dup_week_minutes (Fill *fill)
{
  GPtrArray *shifts = shown_shifts (fill);
  int *minutes = g_new0 (int, MAX (fill->frame->people->len, 1));
  gint64 end_us = week_end_us (fill->frame);

  for (guint p = 0; p < fill->frame->people->len; p++)
    minutes[p] = ((TwRotaPerson *) fill->frame->people->pdata[p])->week_min_before;
  for (guint i = 0; i < shifts->len; i++)
    {
      const TwShift *shift = shifts->pdata[i];

      if (shift->person >= 0 && shift->from_us < end_us)
        minutes[shift->person] += tw_roster_glue_minutes (fill->frame, shift);
    }
  return minutes;
}

static char *
person_tooltip (const Fill *fill, const TwRotaPerson *info, const char *week)
{
  g_autofree char *skills = info->skills != NULL ? g_strjoinv (_ (", "), info->skills) : NULL;
  const char *home = tw_street_get_community_name (fill->frame->street, info->community);
  GString *text = g_string_new (info->name);

  g_string_append_printf (text, "\n%s", tw_pool_name (info->pool));
  if (*home != '\0')
    g_string_append_printf (text, "%s%s", _ (", "), home);
  if (skills != NULL && *skills != '\0')
    g_string_append_printf (text, "\n%s", skills);
  g_string_append_c (text, '\n');
  g_string_append_printf (text, _ ("This week: %s"), week);
  return g_string_free (text, FALSE);
}

static void
add_person (Fill *fill, guint person, int minutes)
{
  const TwRotaPerson *info = fill->frame->people->pdata[person];
  TwBoardRow *row = g_new0 (TwBoardRow, 1);

  row->id = g_strdup (info->id);
  row->title = g_strdup (info->name);
  row->detail = tw_roster_words_week (minutes, info->contract_week_min);
  row->tooltip = person_tooltip (fill, info, row->detail);
  row->pool = info->pool;
  row->severity = fill->look->proposal == NULL && !fill->look->published
                      ? tw_rota_get_person_severity (fill->rota, (int) person)
                      : -1;
  fill->row_of[person] = (int) fill->rows->len;
  g_ptr_array_add (fill->rows, row);
}

static gboolean
shows_person (const Fill *fill, guint person)
{
  const TwRotaPerson *info = fill->frame->people->pdata[person];

  if (fill->look->only_conflicts && tw_rota_get_person_severity (fill->rota, (int) person) < 0)
    return FALSE;
  return matches (info->name, fill->look->search);
}

static void
add_pool (Fill *fill, TwPool pool, const int *minutes)
{
  g_autoptr (GArray) people = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *id = g_strconcat ("pool:", tw_pool_key (pool), NULL);
  int severity = -1;

  for (guint p = 0; p < fill->frame->people->len; p++)
    if (((TwRotaPerson *) fill->frame->people->pdata[p])->pool == pool && shows_person (fill, p))
      {
        int own = tw_rota_get_person_severity (fill->rota, (int) p);

        if (own >= 0 && (severity < 0 || own < severity))
          severity = own;
        g_array_append_val (people, p);
      }
  if (people->len == 0)
    return;
  add_group (fill, id, tw_pool_name (pool), people->len, pool, severity);
  for (guint i = 0; i < people->len; i++)
    {
      guint p = g_array_index (people, guint, i);

      add_person (fill, p, minutes[p]);
    }
}

static void
add_people (Fill *fill)
{
  g_autofree int *minutes = dup_week_minutes (fill);

  fill->row_of = g_new (int, MAX (fill->frame->people->len, 1));
  for (guint p = 0; p < fill->frame->people->len; p++)
    fill->row_of[p] = -1;
  for (int pool = 0; pool < TW_N_POOLS; pool++)
    if (fill->look->pools == 0 || (fill->look->pools & (1u << pool)) != 0)
      add_pool (fill, (TwPool) pool, minutes);
}

/* The rows of a post below its first: without words, called "post:ID 1" and so on. */
static void
add_lanes (Fill *fill, guint post)
{
  const TwRotaPost *info = fill->frame->posts->pdata[post];

  for (guint i = 1; i < ((GArray *) fill->lanes->pdata[post])->len; i++)
    {
      TwBoardRow *row = g_new0 (TwBoardRow, 1);

      row->id = g_strdup_printf ("%s %u", info->id, i);
      row->title = g_strdup ("");
      row->tooltip = g_strdup (tw_rota_post_label (fill->frame, (int) post));
      row->pool = NO_POOL;
      row->severity = -1;
      g_ptr_array_add (fill->rows, row);
    }
}

static void
add_post (Fill *fill, guint post)
{
  const TwRotaPost *info = fill->frame->posts->pdata[post];
  TwCoverFilter filter = { .post = (int) post, .pools = fill->look->pools };
  TwBoardRow *row = g_new0 (TwBoardRow, 1);
  TwCover cover;

  tw_rota_get_cover (fill->rota, &filter, &cover);
  row->id = g_strdup (info->id);
  row->title = g_strdup (tw_rota_post_label (fill->frame, (int) post));
  if (cover.under_hours >= 0.05)
    row->detail = tw_roster_words_hours_delta (-cover.under_hours);
  row->tooltip = g_strdup_printf ("%s\n%s", row->title,
                                  tw_street_get_service_name (fill->frame->street, info->service));
  row->pool = NO_POOL;
  row->severity = -1;
  fill->row_of[post] = (int) fill->rows->len;
  g_ptr_array_add (fill->rows, row);
  tw_cover_clear (&cover);
  add_lanes (fill, post);
}

static void
add_place (Fill *fill, guint community)
{
  const char *name = tw_street_get_community_name (fill->frame->street, community);
  g_autofree char *id = g_strdup_printf ("community:%u", community);
  guint n = 0;

  for (guint p = 0; p < fill->frame->posts->len; p++)
    n += ((TwRotaPost *) fill->frame->posts->pdata[p])->community == community
         && matches (tw_rota_post_label (fill->frame, (int) p), fill->look->search);
  if (n == 0)
    return;
  add_group (fill, id, *name != '\0' ? name : _ ("Whole street"), n, NO_POOL, -1);
  for (guint p = 0; p < fill->frame->posts->len; p++)
    if (((TwRotaPost *) fill->frame->posts->pdata[p])->community == community
        && matches (tw_rota_post_label (fill->frame, (int) p), fill->look->search))
      add_post (fill, p);
}

static void
add_places (Fill *fill)
{
  fill->lanes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  for (guint p = 0; p < fill->frame->posts->len; p++)
    g_ptr_array_add (fill->lanes, g_array_new (FALSE, FALSE, sizeof (gint64)));
  for_each_shift (fill, count_lanes);
  fill->row_of = g_new (int, MAX (fill->frame->posts->len, 1));
  for (guint p = 0; p < fill->frame->posts->len; p++)
    fill->row_of[p] = -1;
  for (guint c = 0; c < fill->frame->street->communities->len; c++)
    add_place (fill, c);
}

static GHashTable *
list_worst (TwRota *rota)
{
  GHashTable *worst = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *conflicts = tw_rota_get_conflicts (rota);

  for (guint i = 0; i < conflicts->len; i++)
    {
      TwRotaConflict *conflict = conflicts->pdata[i];

      if (conflict->shift_id != NULL && !g_hash_table_contains (worst, conflict->shift_id))
        g_hash_table_insert (worst, conflict->shift_id, conflict);
    }
  return worst;
}

TwBoardBar *
tw_roster_glue_make_bar (TwRota *rota, const TwRosterLook *look, TwShift *shift)
{
  g_autoptr (GHashTable) worst = list_worst (rota);
  Fill fill = { .rota = rota, .frame = tw_rota_get_frame (rota), .look = look, .worst = worst };
  TwBoardBar *bar = make_bar (&fill, shift, FALSE);

  bar->id = g_strdup (shift->id);
  fill_segments (&fill, shift, bar);
  return bar;
}

void
tw_roster_glue_fill (TwRota *rota, const TwRosterLook *look, gint64 now_us, TwBoardModel *model)
{
  Fill fill = { .rota = rota, .frame = tw_rota_get_frame (rota), .look = look, .now_us = now_us };

  fill.rows = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_board_row_free);
  fill.bars = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_board_bar_unref);
  fill.worst = list_worst (rota);
  if (look->by_place)
    {
      add_places (&fill);
      clear_lanes (&fill);
      for_each_shift (&fill, add_place_bars);
    }
  else
    {
      add_people (&fill);
      for_each_shift (&fill, add_person_bar);
    }
  tw_board_model_set (model, fill.rows, fill.bars);
  g_free (fill.row_of);
  g_clear_pointer (&fill.lanes, g_ptr_array_unref);
  g_hash_table_unref (fill.worst);
  g_ptr_array_unref (fill.rows);
  g_ptr_array_unref (fill.bars);
}

/* --- colours -------------------------------------------------------------------------------- */

/* Twelve hues of even lightness: black words stand on the light ones with more than 7:1, white ones
 * on the dark ones with more than 4.5:1. Services beyond take them again, with another pattern. */
GdkRGBA *
tw_roster_glue_dup_colors (guint n, gboolean dark)
{
  static const guint32 light[] = { 0xd0d4d9, 0xa9cbf0, 0xb5dfb0, 0xf5cf9c, 0xd9bdec,
                                   0xf3b9b9, 0xa6dcdc, 0xe8dc92, 0xc3c2f2, 0xf0bedb,
                                   0xc9d9a4, 0xdcc7b0, 0xb9d0d9 };
  static const guint32 night[] = { 0x4d5259, 0x2d5a88, 0x33693a, 0x7d5518, 0x6a4587,
                                   0x87403f, 0x23686a, 0x6a5f14, 0x514f94, 0x84436a,
                                   0x54662a, 0x6b543c, 0x43606b };
  const guint32 *from = dark ? night : light;
  GdkRGBA *colors = g_new (GdkRGBA, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    {
      guint32 rgb = from[i == 0 ? 0 : 1 + (i - 1) % (G_N_ELEMENTS (light) - 1)];

      colors[i] = (GdkRGBA){ (float) ((rgb >> 16) & 255) / 255.0f,
                             (float) ((rgb >> 8) & 255) / 255.0f, (float) (rgb & 255) / 255.0f, 1 };
    }
  return colors;
}
