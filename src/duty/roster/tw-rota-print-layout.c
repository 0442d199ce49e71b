// SPDX-License-Identifier: Apache-2.0
/*
 * Rows are people by pool, or posts by community; the last are the shifts nobody has. Bars that
 * overlap in a row lie in lanes, the first that is free (so there are no more than ever overlap).
 * Lanes fill pages from top to bottom; no heading stands alone at the foot of a page, and where a
 * group or a row goes on, the next page says so.
 */
#include "config.h"

#include "duty/roster/tw-rota-paper.h"
#include "duty/roster/tw-rota-print-private.h"

#include "base/tw-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HEADING_PT 15

/* --- rows ------------------------------------------------------------------------------------- */

static gboolean
is_asked (const TwRotaPrint *self, int person)
{
  const TwRotaPerson *who;

  if (self->pools == 0 || person < 0)
    return TRUE;
  who = g_ptr_array_index (self->frame->people, person);
  return self->pools >> who->pool & 1;
}

static guint
add_group (TwRotaPrint *self, char *name_taken)
{
  g_ptr_array_add (self->groups, name_taken);
  return self->groups->len - 1;
}

static TwPrintRow *
add_row (TwRotaPrint *self, guint group, const char *name, int person, int post)
{
  TwPrintRow *row = g_new0 (TwPrintRow, 1);

  row->name = g_strdup (name);
  row->person = person;
  row->post = post;
  row->group = group;
  g_ptr_array_add (self->rows, row);
  return row;
}

typedef struct {
  int index;
  guint major, community;
  const char *name;
} Key;

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const Key *x = a, *y = b;
  int order;

  if (x->major != y->major)
    return x->major < y->major ? -1 : 1;
  if (x->community != y->community)
    return x->community < y->community ? -1 : 1;
  order = g_utf8_collate (x->name, y->name);
  return order != 0 ? order : x->index - y->index;
}

static void
add_people (TwRotaPrint *self)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (Key));
  int counts[TW_N_POOLS] = { 0 };
  guint group = 0;

  for (guint i = 0; i < self->frame->people->len; i++)
    {
      const TwRotaPerson *person = g_ptr_array_index (self->frame->people, i);
      Key key = { (int) i, person->pool, person->community, person->name };

      if (!is_asked (self, (int) i))
        continue;
      g_array_append_val (keys, key);
      counts[person->pool]++;
    }
  g_array_sort (keys, compare_keys);
  for (guint i = 0; i < keys->len; i++)
    {
      const Key *key = &g_array_index (keys, Key, i);

      if (i == 0 || key[-1].major != key->major)
        group = add_group (self, g_strdup_printf (_ ("%s (%d)"), tw_pool_name (key->major),
                                                  counts[key->major]));
      add_row (self, group, key->name, key->index, -1);
    }
}

static void
add_posts (TwRotaPrint *self)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (Key));
  guint group = 0;

  for (guint i = 0; i < self->frame->posts->len; i++)
    {
      const TwRotaPost *post = g_ptr_array_index (self->frame->posts, i);
      Key key = { (int) i, post->community, 0, tw_rota_post_label (self->frame, (int) i) };

      g_array_append_val (keys, key);
    }
  g_array_sort (keys, compare_keys);
  for (guint i = 0; i < keys->len; i++)
    {
      const Key *key = &g_array_index (keys, Key, i);

      if (i == 0 || key[-1].major != key->major)
        {
          const char *name = tw_street_get_community_name (self->frame->street, key->major);

          group = add_group (self, g_strdup (*name != '\0' ? name : _ ("Without a community")));
        }
      add_row (self, group, key->name, -1, key->index);
    }
}

/* --- bars ------------------------------------------------------------------------------------- */

static void
add_item (TwRotaPrint *self, const TwShift *shift, int stretch, guint row)
{
  gint64 from_us = stretch < 0 ? shift->from_us : shift->stretches[stretch].from_us,
         to_us = stretch < 0 ? shift->to_us : shift->stretches[stretch].to_us;
  TwPrintItem item = { shift, stretch, from_us, to_us, row, 0, 0 };

  if (to_us > self->frame->from_us && from_us < self->frame->to_us && to_us > from_us)
    g_array_append_val (self->items, item);
}

/* The row for what fits in none of the others, made when it is needed: after all others. */
static guint
get_extra_row (TwRotaPrint *self, guint *row, const char *heading, const char *name)
{
  if (*row == G_MAXUINT)
    {
      guint group = add_group (self, g_strdup (heading));

      add_row (self, group, name, -1, -1);
      *row = self->rows->len - 1;
    }
  return *row;
}

static void
add_shifts_of_people (TwRotaPrint *self)
{
  g_autofree guint *row_of = g_new0 (guint, MAX (1, self->frame->people->len));
  guint open = G_MAXUINT;

  for (guint r = 0; r < self->rows->len; r++)
    row_of[((TwPrintRow *) self->rows->pdata[r])->person] = r;
  for (guint i = 0; i < self->shifts->len; i++)
    {
      const TwShift *shift = g_ptr_array_index (self->shifts, i);

      if (!is_asked (self, shift->person))
        continue;
      add_item (self, shift, -1,
                shift->person >= 0 ? row_of[shift->person]
                                   : get_extra_row (self, &open, _ ("Open shifts"), _ ("Nobody")));
    }
}

static void
add_shifts_of_posts (TwRotaPrint *self)
{
  g_autofree guint *row_of = g_new0 (guint, MAX (1, self->frame->posts->len));
  guint gone = G_MAXUINT;

  for (guint r = 0; r < self->rows->len; r++)
    row_of[((TwPrintRow *) self->rows->pdata[r])->post] = r;
  for (guint i = 0; i < self->shifts->len; i++)
    {
      const TwShift *shift = g_ptr_array_index (self->shifts, i);

      if (!is_asked (self, shift->person))
        continue;
      for (guint s = 0; s < shift->n_stretches; s++)
        {
          int post = shift->stretches[s].post;

          if (shift->stretches[s].kind == TW_STRETCH_WORK)
            add_item (self, shift, (int) s,
                      post >= 0 && post < (int) self->frame->posts->len
                          ? row_of[post]
                          : get_extra_row (self, &gone, _ ("Posts that are gone"), _ ("Gone")));
        }
    }
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const TwPrintItem *x = a, *y = b;

  if (x->row != y->row)
    return x->row < y->row ? -1 : 1;
  if (x->from_us != y->from_us)
    return x->from_us < y->from_us ? -1 : 1;
  return x->shift->person - y->shift->person;
}

static int
compare_lanes (gconstpointer a, gconstpointer b)
{
  const TwPrintItem *x = a, *y = b;

  if (x->row != y->row || x->lane == y->lane)
    return compare_items (a, b);
  return x->lane < y->lane ? -1 : 1;
}

static void
place_in_lanes (TwRotaPrint *self)
{
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_sort (self->items, compare_items);
  for (guint i = 0; i < self->items->len; i++)
    {
      TwPrintItem *item = &g_array_index (self->items, TwPrintItem, i);

      if (i == 0 || item[-1].row != item->row)
        g_array_set_size (ends, 0);
      while (item->lane < ends->len && g_array_index (ends, gint64, item->lane) > item->from_us)
        item->lane++;
      if (item->lane == ends->len)
        g_array_append_val (ends, item->to_us);
      g_array_index (ends, gint64, item->lane) = item->to_us;
    }
  g_array_sort (self->items, compare_lanes);
  for (guint i = 0; i < self->items->len; i++)
    {
      const TwPrintItem *item = &g_array_index (self->items, TwPrintItem, i);
      TwPrintRow *row = g_ptr_array_index (self->rows, item->row);

      if (row->n_items++ == 0)
        row->first_item = i;
      row->n_lanes = MAX (row->n_lanes, item->lane + 1);
    }
}

/* Hours of a row within the frame, right of its name. */
static void
set_details (TwRotaPrint *self)
{
  for (guint r = 0; r < self->rows->len; r++)
    {
      TwPrintRow *row = g_ptr_array_index (self->rows, r);
      gint64 sum_us = 0;

      row->n_lanes = MAX (row->n_lanes, 1);
      for (guint i = row->first_item; i < row->first_item + row->n_items; i++)
        {
          const TwPrintItem *item = &g_array_index (self->items, TwPrintItem, i);

          sum_us += item->to_us - item->from_us;
        }
      if (sum_us > 0)
        row->detail = g_strdup_printf (_ ("%.4g h"), (double) sum_us / (double) TW_US_PER_HOUR);
    }
}

/* --- pages ------------------------------------------------------------------------------------ */

typedef struct {
  TwRotaPrint *print;
  double y;
  guint page;
} Pager;

static void
add_line (Pager *pager, TwPrintLineKind kind, guint group, guint row, guint lane,
          gboolean continued, gboolean named)
{
  double height = kind == TW_PRINT_HEADING ? pager->print->heading_px : pager->print->lane_px;
  TwPrintLine line = { kind, group, row, lane, continued, named, 0, height, pager->page };

  line.y = pager->print->plot_y + pager->y;
  g_array_append_val (pager->print->lines, line);
  pager->y += height;
}

static gboolean
has_room (const Pager *pager, double height)
{
  return pager->y + height <= pager->print->plot_height + 0.01;
}

static void
lay_row (Pager *pager, guint r)
{
  TwRotaPrint *self = pager->print;
  const TwPrintRow *row = g_ptr_array_index (self->rows, r);

  for (guint lane = 0; lane < row->n_lanes; lane++)
    {
      gboolean fresh = FALSE;

      if (!has_room (pager, self->lane_px))
        {
          pager->page++;
          pager->y = 0;
          fresh = TRUE;
          add_line (pager, TW_PRINT_HEADING, row->group, r, 0, TRUE, FALSE);
        }
      add_line (pager, TW_PRINT_LANE, row->group, r, lane, lane > 0, lane == 0 || fresh);
    }
}

static void
lay_pages (TwRotaPrint *self)
{
  Pager pager = { self, 0, 0 };

  for (guint r = 0; r < self->rows->len; r++)
    {
      const TwPrintRow *row = g_ptr_array_index (self->rows, r);
      const TwPrintRow *before = r == 0 ? NULL : g_ptr_array_index (self->rows, r - 1);

      if (before == NULL || before->group != row->group)
        {
          if (!has_room (&pager, self->heading_px + self->lane_px))
            {
              pager.page++;
              pager.y = 0;
            }
          add_line (&pager, TW_PRINT_HEADING, row->group, r, 0, FALSE, FALSE);
        }
      lay_row (&pager, r);
    }
  self->n_pages = pager.page + 1;
}

/* --- legend ----------------------------------------------------------------------------------- */

static int
compare_services (gconstpointer a, gconstpointer b)
{
  return (int) *(const guint *) a - (int) *(const guint *) b;
}

static void
list_services (TwRotaPrint *self)
{
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->items->len; i++)
    {
      const TwShift *shift = g_array_index (self->items, TwPrintItem, i).shift;

      for (guint s = 0; s < shift->n_stretches; s++)
        {
          int post = shift->stretches[s].post;
          guint service;

          if (shift->stretches[s].kind != TW_STRETCH_WORK || post < 0)
            continue;
          service = ((TwRotaPost *) g_ptr_array_index (self->frame->posts, post))->service;
          if (g_hash_table_add (known, GUINT_TO_POINTER (service)))
            g_array_append_val (self->services, service);
        }
    }
  g_array_sort (self->services, compare_services);
}

void
tw_rota_print_lay_out (TwRotaPrint *self)
{
  self->heading_px = HEADING_PT;
  if (self->by_place)
    {
      add_posts (self);
      add_shifts_of_posts (self);
    }
  else
    {
      add_people (self);
      add_shifts_of_people (self);
    }
  place_in_lanes (self);
  set_details (self);
  list_services (self);
  lay_pages (self);
}
