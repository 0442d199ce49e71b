// SPDX-License-Identifier: Apache-2.0
/*
 * Looking things up: each call copies what it needs, asks the store in a worker and answers on the
 * duty's thread.
 */
#include "duty/tw-duty-private.h"

#include "base/tw-json.h"
#include "store/tw-query.h"

#include <math.h>
#include <string.h>

typedef struct {
  TwStore *store;
  char *text;
  guint limit;
  gboolean anywhere, only_unplaced;
  TwBox box;
  gint64 from_us, to_us;
  TwFilter filter;
} Query;

static Query *
query_new (TwDuty *self, guint limit)
{
  Query *query = g_new0 (Query, 1);

  query->store = tw_store_ref (self->store);
  query->limit = limit;
  return query;
}

static void
query_free (gpointer data)
{
  Query *query = data;

  tw_store_unref (query->store);
  g_free (query->text);
  g_free (query);
}

static void
return_array (GTask *task, GPtrArray *array, GError *error)
{
  if (array == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, array, (GDestroyNotify) g_ptr_array_unref);
}

/* A street has thousands of lamps; they must not crowd out the one person of that name. So each
 * kind of thing is asked for by itself and gets an equal part of the list, and what one kind leaves
 * free goes to the others. */
static const char *const search_types[][2] = { { "place", NULL },  { "service", NULL },
                                               { "person", NULL }, { "home", NULL },
                                               { "asset", NULL },  { "request", NULL } };

#define N_SEARCH_TYPES G_N_ELEMENTS (search_types)

/* How many of each found list to take so that the sum is at most @limit. */
static void
share_out (GPtrArray *const *found, guint limit, guint *ret_quota)
{
  guint left = limit, hungry = N_SEARCH_TYPES;

  memset (ret_quota, 0, N_SEARCH_TYPES * sizeof (guint));
  while (left > 0 && hungry > 0)
    {
      guint part = MAX (left / hungry, 1);

      hungry = 0;
      for (gsize i = 0; i < N_SEARCH_TYPES && left > 0; i++)
        {
          guint more = MIN (MIN (part, found[i]->len - ret_quota[i]), left);

          ret_quota[i] += more;
          left -= more;
          hungry += ret_quota[i] < found[i]->len;
        }
    }
}

static GPtrArray *
search (TwStore *store, const char *text, guint limit, GError **error)
{
  GPtrArray *found[N_SEARCH_TYPES] = { NULL };
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_hit_free);
  guint quota[N_SEARCH_TYPES];
  gboolean failed = FALSE;

  for (gsize i = 0; i < N_SEARCH_TYPES && !failed; i++)
    {
      found[i] = tw_query_search (store, text, search_types[i], limit, error);
      failed = found[i] == NULL;
    }
  if (!failed)
    share_out (found, limit, quota);
  for (gsize i = 0; i < N_SEARCH_TYPES; i++)
    {
      guint n = failed ? 0 : quota[i];

      if (found[i] == NULL)
        continue;
      for (guint k = 0; k < n; k++)
        g_ptr_array_add (hits, g_ptr_array_steal_index (found[i], 0));
      g_ptr_array_unref (found[i]);
    }
  return failed ? NULL : g_steal_pointer (&hits);
}

GPtrArray *
tw_duty_search (TwDuty *self, const char *text, guint limit, GError **error)
{
  g_return_val_if_fail (TW_IS_DUTY (self) && text != NULL, NULL);
  return search (self->store, text, limit, error);
}

static void
search_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Query *query = task_data;
  GError *error = NULL;
  GPtrArray *array;

  if (g_task_return_error_if_cancelled (task))
    return;
  array = search (query->store, query->text, query->limit, &error); /* before error is read */
  return_array (task, array, error);
}

void
tw_duty_search_async (TwDuty *self, const char *text, guint limit, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Query *query = query_new (self, limit);

  query->text = g_strdup (text);
  g_task_set_task_data (task, query, query_free);
  g_task_run_in_thread (task, search_thread);
}

GPtrArray *
tw_duty_search_finish (TwDuty *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
tw_request_info_free (TwRequestInfo *info)
{
  g_free (info->id);
  g_free (info->text);
  g_free (info->address);
  g_free (info);
}

static TwRequestInfo *
request_info_new (const TwRequestRow *row, TwDoc *doc)
{
  TwRequestInfo *info = g_new0 (TwRequestInfo, 1);
  gboolean placed = row->lat_e7 != TW_E7_NONE;

  info->id = g_strdup (doc->id);
  info->text = g_strdup (tw_json_get_string (doc->body, "text", ""));
  info->address = g_strdup (tw_json_get_string (doc->body, "address", ""));
  info->at_us = row->at_us;
  info->lat = placed ? row->lat_e7 / (double) TW_E7 : NAN;
  info->lon = placed ? row->lon_e7 / (double) TW_E7 : NAN;
  info->service = row->service;
  info->channel = row->channel;
  info->community = row->community;
  info->age = row->age == 255 ? -1 : row->age;
  info->done = row->status == 1;
  return info;
}

/* The rows that pass, newest first, at most the limit. */
static GArray *
find_rows (Query *query, GError **error)
{
  /*
   * A filter is applied here, so the box is asked for all it holds; an hour of a cell is a handful.
   */
  g_autoptr (GArray) rows =
      query->anywhere ? tw_query_requests (query->store, query->from_us, query->to_us, error)
                      : tw_query_requests_in_box (query->store, &query->box, query->from_us,
                                                  query->to_us, G_MAXINT32, error);
  g_autoptr (GArray) found = NULL;

  if (rows == NULL)
    return NULL;
  found = g_array_new (FALSE, FALSE, sizeof (TwRequestRow));
  for (guint i = 0; i < rows->len && found->len < query->limit; i++)
    {
      guint at = query->anywhere ? rows->len - 1 - i : i;
      const TwRequestRow *row = &g_array_index (rows, TwRequestRow, at);

      if (!tw_filter_matches (&query->filter, row)
          || (query->only_unplaced && row->lat_e7 != TW_E7_NONE))
        continue;
      g_array_append_val (found, *row);
    }
  return g_steal_pointer (&found);
}

static GPtrArray *
list_requests (Query *query, GError **error)
{
  g_autoptr (GArray) rows = find_rows (query, error);
  g_autoptr (GPtrArray) infos = NULL;

  if (rows == NULL)
    return NULL;
  infos = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_request_info_free);
  for (guint i = 0; i < rows->len; i++)
    {
      const TwRequestRow *row = &g_array_index (rows, TwRequestRow, i);
      g_autoptr (GPtrArray) docs = tw_query_docs_by_no (query->store, &row->doc_no, 1, error);

      if (docs == NULL)
        return NULL;
      /* One that was deleted since the rows were read has no document any more. */
      if (docs->len == 1)
        g_ptr_array_add (infos, request_info_new (row, docs->pdata[0]));
    }
  return g_steal_pointer (&infos);
}

static void
list_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *array;

  if (g_task_return_error_if_cancelled (task))
    return;
  array = list_requests (task_data, &error); /* before error is read */
  return_array (task, array, error);
}

void
tw_duty_list_requests_async (TwDuty *self, const TwBox *box, gint64 from_us, gint64 to_us,
                             const TwFilter *filter, gboolean only_unplaced, guint limit,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Query *query = query_new (self, limit);

  query->anywhere = box == NULL;
  if (box != NULL)
    query->box = *box;
  query->from_us = from_us;
  query->to_us = to_us;
  query->filter = *filter;
  query->only_unplaced = only_unplaced;
  g_task_set_task_data (task, query, query_free);
  g_task_run_in_thread (task, list_thread);
}

GPtrArray *
tw_duty_list_requests_finish (TwDuty *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
