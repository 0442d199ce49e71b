// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-reading.h"

#include "base/tw-json.h"
#include "duty/tw-duty.h"
#include "store/tw-validate.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * Shifts in their three forms: the document (minutes, ids), the one on the screen (times, indices),
 * the engine's (slots). The engine knows pauses without a post; where a shift has a meal break, one
 * pause is it, and a longer way around it is on the way.
 */

#define NO_POST "post:gone" /* stands for a post that was deleted */

TwShift *
tw_shift_new (void)
{
  TwShift *self = g_new0 (TwShift, 1);

  g_atomic_ref_count_init (&self->refs);
  self->person = self->kind = -1;
  return self;
}

GPtrArray *
tw_shift_list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) tw_shift_unref);
}

TwShift *
tw_shift_ref (TwShift *self)
{
  g_return_val_if_fail (self, NULL);
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
tw_shift_unref (TwShift *self)
{
  g_return_if_fail (self);
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->id);
  g_free (self->rev);
  g_free (self->stretches);
  g_free (self->override_reason);
  g_free (self->override_by);
  g_free (self->override_rules);
  g_free (self->note);
  g_free (self->origin);
  g_free (self);
}

TwShift *
tw_shift_copy (const TwShift *self)
{
  g_return_val_if_fail (self, NULL);
  TwShift *copy = g_new (TwShift, 1);

  *copy = *self;
  g_atomic_ref_count_init (&copy->refs);
  copy->id = g_strdup (self->id);
  copy->rev = g_strdup (self->rev);
  copy->stretches = g_memdup2 (self->stretches, self->n_stretches * sizeof *self->stretches);
  copy->override_reason = g_strdup (self->override_reason);
  copy->override_by = g_strdup (self->override_by);
  copy->override_rules = g_strdup (self->override_rules);
  copy->note = g_strdup (self->note);
  copy->origin = g_strdup (self->origin);
  return copy;
}

gboolean
tw_shift_same_work (const TwShift *a, const TwShift *b)
{
  if (a->person != b->person || a->from_us != b->from_us || a->to_us != b->to_us
      || a->n_stretches != b->n_stretches)
    return FALSE;
  for (guint i = 0; i < a->n_stretches; i++)
    {
      const TwStretch *x = &a->stretches[i], *y = &b->stretches[i];
      if (x->kind != y->kind || x->post != y->post || x->from_us != y->from_us
          || x->to_us != y->to_us)
        return FALSE;
    }
  return TRUE;
}

/* --- documents ------------------------------------------------------------------------------- */

static int
find_kind (const TwRotaFrame *frame, const char *key)
{
  for (int k = 0; k < frame->problem->n_kinds; k++)
    if (g_strcmp0 (frame->problem->kinds[k].name, key) == 0)
      return k;
  return -1;
}

/* Whether @array is [what, minutes]. */
static gboolean
parse_stretch (const TwRotaFrame *frame, JsonNode *node, gint64 from_us, TwStretch *ret)
{
  JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (!pair || json_array_get_length (pair) != 2)
    return FALSE;
  JsonNode *what = json_array_get_element (pair, 0);
  gint64 minutes = JSON_NODE_HOLDS_VALUE (json_array_get_element (pair, 1))
                       ? json_array_get_int_element (pair, 1)
                       : 0;
  const char *text =
      JSON_NODE_HOLDS_VALUE (what) && json_node_get_value_type (what) == G_TYPE_STRING
          ? json_node_get_string (what)
          : NULL;
  if (!text || minutes < 1 || minutes > TW_SHIFT_MAX_MIN)
    return FALSE;
  *ret = (TwStretch){ .post = -1, .from_us = from_us, .to_us = from_us + minutes * TW_US_PER_MIN };
  ret->kind = strcmp (text, "way") == 0     ? TW_STRETCH_WAY
              : strcmp (text, "break") == 0 ? TW_STRETCH_BREAK
                                            : TW_STRETCH_WORK;
  if (ret->kind == TW_STRETCH_WORK)
    ret->post = tw_rota_frame_find_post (frame, text);
  return TRUE;
}

static const char *
parse_stretches (TwRotaFrame *frame, TwShift *shift, JsonArray *array)
{
  gint64 at_us = shift->from_us;
  guint n = array ? json_array_get_length (array) : 0;

  shift->stretches = g_new0 (TwStretch, MAX (1, n));
  for (guint i = 0; i < n; i++)
    {
      if (!parse_stretch (frame, json_array_get_element (array, i), at_us, &shift->stretches[i]))
        return "stretches";
      at_us = shift->stretches[i].to_us;
      shift->n_stretches++;
    }
  return n == 0 || at_us != shift->to_us ? "stretches" : NULL;
}

/* The name of the member that cannot be read, or NULL. */
static const char *
parse_body (TwRotaFrame *frame, TwShift *shift, JsonObject *body)
{
  const char *person = tw_json_get_string (body, "person", NULL);
  JsonObject *override = tw_json_get_object (body, "override");

  if (!tw_doc_time_parse (tw_json_get_string (body, "from", ""), &shift->from_us))
    return "from";
  if (!tw_doc_time_parse (tw_json_get_string (body, "to", ""), &shift->to_us)
      || shift->to_us <= shift->from_us)
    return "to";
  shift->person = tw_rota_frame_find_person (frame, person);
  if (person && shift->person < 0)
    return "person";
  shift->kind = find_kind (frame, tw_json_get_string (body, "kind", NULL));
  shift->pinned = tw_json_get_bool (body, "pinned", FALSE);
  if (override)
    {
      shift->override_reason = g_strdup (tw_json_get_string (override, "reason", ""));
      shift->override_by = g_strdup (tw_json_get_string (override, "by", NULL));
      shift->override_rules = g_strdup (tw_json_get_string (override, "rules", NULL));
    }
  shift->note = g_strdup (tw_json_get_string (body, "note", NULL));
  shift->origin = g_strdup (tw_json_get_string (body, "origin", "hand"));
  return parse_stretches (frame, shift, tw_json_get_array (body, "stretches"));
}

TwShift *
tw_rota_frame_parse_shift (TwRotaFrame *self, const TwDoc *doc, GError **error)
{
  g_return_val_if_fail (self && doc, NULL);
  g_autoptr (TwShift) shift = tw_shift_new ();
  const char *wrong = doc->body ? parse_body (self, shift, doc->body) : "from";

  if (wrong)
    {
      g_set_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_NO_DATA,
                   _ ("The shift “%s” cannot be read: field “%s”"), doc->id, wrong);
      return NULL;
    }
  shift->id = g_strdup (doc->id);
  shift->rev = g_strdup (doc->rev);
  return g_steal_pointer (&shift);
}

static JsonArray *
write_stretches (TwRotaFrame *frame, const TwShift *shift)
{
  JsonArray *array = json_array_sized_new (shift->n_stretches);

  for (guint i = 0; i < shift->n_stretches; i++)
    {
      const TwStretch *stretch = &shift->stretches[i];
      JsonArray *pair = json_array_sized_new (2);
      const char *what = stretch->kind == TW_STRETCH_WAY     ? "way"
                         : stretch->kind == TW_STRETCH_BREAK ? "break"
                         : stretch->post >= 0
                             ? ((TwRotaPost *) frame->posts->pdata[stretch->post])->id
                             : NO_POST;
      json_array_add_string_element (pair, what);
      json_array_add_int_element (pair, (stretch->to_us - stretch->from_us) / TW_US_PER_MIN);
      json_array_add_array_element (array, pair);
    }
  return array;
}

JsonObject *
tw_rota_frame_write_shift (TwRotaFrame *self, const TwShift *shift)
{
  g_return_val_if_fail (self && shift, NULL);
  JsonObject *body = json_object_new ();
  g_autofree char *from = tw_time_format_rfc3339 (shift->from_us);
  g_autofree char *to = tw_time_format_rfc3339 (shift->to_us);

  if (shift->person >= 0)
    json_object_set_string_member (body, "person",
                                   ((TwRotaPerson *) self->people->pdata[shift->person])->id);
  json_object_set_string_member (body, "from", from);
  json_object_set_string_member (body, "to", to);
  json_object_set_string_member (body, "kind",
                                 shift->kind >= 0 ? self->problem->kinds[shift->kind].name
                                                  : "other");
  json_object_set_array_member (body, "stretches", write_stretches (self, shift));
  if (shift->pinned)
    json_object_set_boolean_member (body, "pinned", TRUE);
  if (shift->override_reason)
    {
      JsonObject *override = json_object_new ();
      json_object_set_string_member (override, "reason", shift->override_reason);
      if (shift->override_by)
        json_object_set_string_member (override, "by", shift->override_by);
      if (shift->override_rules)
        json_object_set_string_member (override, "rules", shift->override_rules);
      json_object_set_object_member (body, "override", override);
    }
  if (shift->note)
    json_object_set_string_member (body, "note", shift->note);
  json_object_set_string_member (body, "origin", shift->origin ? shift->origin : "hand");
  return body;
}

GPtrArray *
tw_rota_frame_read_shifts (TwRotaFrame *self, TwStore *store, GError **error)
{
  g_return_val_if_fail (self && store, NULL);
  g_autoptr (GPtrArray) docs = tw_query_shifts (store, self->from_us, self->to_us, error);
  g_autoptr (GPtrArray) shifts = tw_shift_list_new ();

  if (!docs)
    return NULL;
  for (guint i = 0; i < docs->len; i++)
    {
      TwShift *shift = tw_rota_frame_parse_shift (self, docs->pdata[i], NULL);
      if (shift) /* else its person is gone */
        g_ptr_array_add (shifts, shift);
    }
  return g_steal_pointer (&shifts);
}

/* --- the engine's form ----------------------------------------------------------------------- */

static void
append_block (GArray *blocks, int post, int first, int last)
{
  TwRosterBlock block = { post, first, last };

  if (blocks->len > 0)
    {
      TwRosterBlock *before = &g_array_index (blocks, TwRosterBlock, blocks->len - 1);
      if (before->post == post)
        {
          before->last = last;
          return;
        }
    }
  if (first < last)
    g_array_append_val (blocks, block);
}

void
tw_rota_frame_to_roster_shift (const TwRotaFrame *self, const TwShift *shift, TwRosterShift *ret)
{
  gint64 n_slots = self->problem->n_slots;
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (TwRosterBlock));

  g_return_if_fail (self && shift && ret);
  ret->kind = shift->kind;
  ret->first = (int) CLAMP (tw_rota_slot_at (self, shift->from_us), 0, n_slots);
  ret->last = (int) CLAMP (tw_rota_slot_at (self, shift->to_us), 0, n_slots);
  for (guint i = 0; i < shift->n_stretches; i++)
    {
      const TwStretch *stretch = &shift->stretches[i];
      int post = stretch->kind == TW_STRETCH_WORK ? stretch->post : TW_ROSTER_NONE;
      int first = (int) CLAMP (tw_rota_slot_at (self, stretch->from_us), ret->first, ret->last);
      int last = (int) CLAMP (tw_rota_slot_at (self, stretch->to_us), ret->first, ret->last);
      if (first < last)
        append_block (blocks, post, first, last);
    }
  ret->n_blocks = (int) blocks->len;
  ret->blocks = (TwRosterBlock *) (gpointer) g_array_steal (blocks, NULL);
}

typedef struct {
  const TwRotaFrame *frame;
  GArray *stretches; /* TwStretch */
  gboolean has_break;
} Builder;

static void
add_stretch (Builder *self, TwStretchKind kind, int post, int first, int last)
{
  TwStretch stretch = { kind, post, tw_rota_frame_slot_us (self->frame, first),
                        tw_rota_frame_slot_us (self->frame, last) };

  if (first < last)
    g_array_append_val (self->stretches, stretch);
}

/* A pause is the meal break where the shift wants one and has none yet and it is long enough; what
 * is longer is the way. */
static void
add_pause (Builder *self, const TwRosterShift *shift, int first, int last)
{
  const TwRosterKind *kind = shift->kind >= 0 ? &self->frame->problem->kinds[shift->kind] : NULL;
  gboolean wants = kind && kind->break_after > 0 && shift->last - shift->first > kind->break_after;
  int rest = wants && !self->has_break && last - first >= kind->break_slots ? kind->break_slots : 0;

  add_stretch (self, TW_STRETCH_BREAK, -1, first, first + rest);
  self->has_break |= rest > 0;
  add_stretch (self, TW_STRETCH_WAY, -1, first + rest, last);
}

TwShift *
tw_rota_frame_from_roster_shift (const TwRotaFrame *self, int person, const TwRosterShift *shift)
{
  g_return_val_if_fail (self && shift, NULL);
  TwShift *made = tw_shift_new ();
  Builder builder = { self, g_array_new (FALSE, FALSE, sizeof (TwStretch)), FALSE };

  made->person = person;
  made->kind = shift->kind;
  made->from_us = tw_rota_frame_slot_us (self, shift->first);
  made->to_us = tw_rota_frame_slot_us (self, shift->last);
  made->origin = g_strdup ("solve");
  for (int b = 0; b < shift->n_blocks; b++)
    {
      const TwRosterBlock *block = &shift->blocks[b];
      if (block->post >= 0)
        add_stretch (&builder, TW_STRETCH_WORK, block->post, block->first, block->last);
      else
        add_pause (&builder, shift, block->first, block->last);
    }
  made->n_stretches = builder.stretches->len;
  made->stretches = (TwStretch *) (gpointer) g_array_free (builder.stretches, FALSE);
  return made;
}
