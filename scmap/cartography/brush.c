/* Fills and strokes very many shapes with antialiasing: exact coverage of each pixel, as Qt gives
   it, in a fraction of the time. brush.py says what for.

   A shape's edges add to cells what of their pixel lies to the right of them, signed by whether
   they run down or up; summed from the left, cells are the coverage of each pixel. Only cells that
   an edge touches are looked at: between them coverage does not change. */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#ifdef _WIN32
#define PUBLIC __declspec(dllexport)
#else
#define PUBLIC __attribute__((visibility("default")))
#endif

/* Hash of the source, by which dev.py and brush.py tell a library that is out of date. */
PUBLIC const char brush_source[] = SOURCE;

enum { BITS = 64, STEPS = 64 };

static const float NOTHING = 1.0f / 512; /* coverage that is not seen, and rounding */
static const double SHORT = 0.05;        /* pixels; shorter pieces of a line are left out */

static const double FAR = 1e30;          /* pixels; what is no number is farther */

/* The part of the picture that is painted, and room for the edges of what is painted at once. */
typedef struct {
    uint32_t *pixels; /* of the upper left corner */
    int64_t stride;   /* pixels from one row to the next */
    int width, height, words;
    float *cells;      /* height x (width + 2), zero between shapes */
    uint64_t *touched; /* height x words, zero between shapes */
    int top, bottom;   /* rows that are touched */
    int x, y;          /* of its corner on the frame */
} Canvas;

static inline void add(Canvas *canvas, int row, int column, float value)
{
    canvas->cells[(int64_t)row * (canvas->width + 2) + column] += value;
    canvas->touched[(int64_t)row * canvas->words + column / BITS] |= 1ull << (column % BITS);
}

/* Add an edge that runs down, wholly inside. */
static void add_inside(Canvas *canvas, double x0, double y0, double x1, double y1, float sign)
{
    const double slope = (x1 - x0) / (y1 - y0);
    const int first = (int)y0, last = (int)ceil(y1);
    double x = x0;
    if (first < canvas->top) canvas->top = first;
    if (last > canvas->bottom) canvas->bottom = last;
    for (int row = first; row < last; row++) {
        const double upper = row > y0 ? row : y0, lower = row + 1 < y1 ? row + 1 : y1;
        const double height = lower - upper;
        const float d = (float)height * sign;
        const double next = row + 1 < y1 ? x + slope * height : x1;
        const double left = x < next ? x : next, right = x < next ? next : x;
        const int from = (int)left, to = (int)ceil(right);
        x = next;
        if (from < 0 || to > canvas->width + 1) continue; /* rounding never gets so far */
        if (to <= from + 1) { /* within one pixel */
            const float share = (float)(0.5 * (left + right) - from);
            add(canvas, row, from, d - d * share);
            add(canvas, row, from + 1, d * share);
            continue;
        }
        const float s = (float)(1.0 / (right - left));
        const float enter = (float)(left - from), leave = (float)(right - to + 1);
        const float before = 0.5f * s * (1 - enter) * (1 - enter), after = 0.5f * s * leave * leave;
        add(canvas, row, from, d * before);
        if (to == from + 2) {
            add(canvas, row, from + 1, d * (1 - before - after));
        } else {
            const float second = s * (1.5f - enter);
            add(canvas, row, from + 1, d * (second - before));
            for (int column = from + 2; column < to - 1; column++) add(canvas, row, column, d * s);
            const float so_far = second + (float)(to - from - 3) * s;
            add(canvas, row, to - 1, d * (1 - so_far - after));
        }
        add(canvas, row, to, d * after);
    }
}

/* Add an edge: what lies left of the picture counts at its border, what lies right of it does not. */
static void add_edge(Canvas *canvas, double x0, double y0, double x1, double y1)
{
    const double width = canvas->width, height = canvas->height;
    float sign = 1;
    if (y0 > y1) {
        double swap = x0;
        x0 = x1, x1 = swap;
        swap = y0;
        y0 = y1, y1 = swap;
        sign = -1;
    }
    if (!(y0 < y1) || y1 <= 0 || y0 >= height || (x0 >= width && x1 >= width)) return;
    if (!(fabs(x0) < FAR) || !(fabs(x1) < FAR) || !(y0 > -FAR) || !(y1 < FAR)) return;
    const double slope = (x1 - x0) / (y1 - y0);
    if (y0 < 0) x0 -= y0 * slope, y0 = 0;
    if (y1 > height) x1 -= (y1 - height) * slope, y1 = height;
    if (x0 >= 0 && x1 >= 0 && x0 <= width && x1 <= width) {
        add_inside(canvas, x0, y0, x1, y1, sign);
        return;
    }
    /* Cut where it crosses the left and the right border. */
    double at[4] = {y0, y1, y1, y1};
    int cuts = 1;
    const double borders[2] = {x0 < x1 ? 0 : width, x0 < x1 ? width : 0};
    for (int one = 0; one < 2; one++) {
        const double y = y0 + (borders[one] - x0) / slope;
        if (y > at[cuts - 1] && y < y1) at[cuts++] = y;
    }
    at[cuts] = y1;
    for (int piece = 0; piece < cuts; piece++) {
        const double upper = at[piece], lower = at[piece + 1];
        double from = x0 + (upper - y0) * slope, to = x0 + (lower - y0) * slope;
        const double middle = 0.5 * (from + to);
        if (!(upper < lower) || middle >= width) continue;
        if (middle <= 0) from = to = 0;
        from = from < 0 ? 0 : from > width ? width : from;
        to = to < 0 ? 0 : to > width ? width : to;
        add_inside(canvas, from, upper, to, lower, sign);
    }
}

/* A colour, premultiplied, at a share of 0 to 255. */
static inline uint32_t dimmed(uint32_t colour, uint32_t share)
{
    uint32_t even = (colour & 0x00FF00FF) * share + 0x00800080;
    uint32_t odd = ((colour >> 8) & 0x00FF00FF) * share + 0x00800080;
    even = ((even + ((even >> 8) & 0x00FF00FF)) >> 8) & 0x00FF00FF;
    odd = (odd + ((odd >> 8) & 0x00FF00FF)) & 0xFF00FF00;
    return even | odd;
}

/* Share of a colour, 0 to 255, for a coverage; with a ramp, for that many shapes. */
static inline uint32_t share_of(float coverage, const float *ramp)
{
    if (!ramp) return (uint32_t)(255 * (coverage > 1 ? 1 : coverage) + 0.5f);
    if (coverage >= STEPS) return (uint32_t)(255 * ramp[STEPS] + 0.5f);
    const int step = (int)coverage;
    const float rest = coverage - (float)step;
    return (uint32_t)(255 * (ramp[step] + rest * (ramp[step + 1] - ramp[step])) + 0.5f);
}

static void blend(uint32_t *pixels, int count, uint32_t colour, uint32_t share)
{
    const uint32_t ink = share == 255 ? colour : dimmed(colour, share);
    const uint32_t rest = 255 - (ink >> 24);
    if (rest == 0)
        for (int one = 0; one < count; one++) pixels[one] = ink;
    else
        for (int one = 0; one < count; one++) pixels[one] = ink + dimmed(pixels[one], rest);
}

/* Paint what edges enclose, summing their cells from the left, and clear them. */
static void flush_fill(Canvas *canvas, uint32_t colour, const float *ramp)
{
    if (canvas->bottom > canvas->height) canvas->bottom = canvas->height;
    for (int row = canvas->top; row < canvas->bottom; row++) {
        float *cells = canvas->cells + (int64_t)row * (canvas->width + 2);
        uint64_t *touched = canvas->touched + (int64_t)row * canvas->words;
        uint32_t *pixels = canvas->pixels + (int64_t)row * canvas->stride;
        float sum = 0;
        int done = 0; /* columns that are painted */
        for (int word = 0; word < canvas->words; word++) {
            uint64_t bits = touched[word];
            if (!bits) continue;
            touched[word] = 0;
            for (; bits; bits &= bits - 1) {
                const int column = word * BITS + __builtin_ctzll(bits);
                const int stop = column < canvas->width ? column : canvas->width;
                if (stop > done && fabsf(sum) > NOTHING)
                    blend(pixels + done, stop - done, colour, share_of(fabsf(sum), ramp));
                sum += cells[column];
                cells[column] = 0;
                done = stop;
            }
        }
        if (done < canvas->width && fabsf(sum) > NOTHING)
            blend(pixels + done, canvas->width - done, colour, share_of(fabsf(sum), ramp));
    }
    canvas->top = canvas->height;
    canvas->bottom = 0;
}

static inline void dab(uint32_t *pixel, uint32_t colour, float coverage)
{
    const uint32_t share = (uint32_t)(255 * coverage + 0.5f);
    const uint32_t ink = share >= 255 ? colour : dimmed(colour, share);
    *pixel = ink + dimmed(*pixel, 255 - (ink >> 24));
}

/* Paint a piece of line: step by step along its longer side, what the pen covers across it. Pieces
   that follow each other share a pixel where they meet; each covers its part of it. */
static void stroke_piece(const Canvas *canvas, double x0, double y0, double x1, double y1,
                         float half, uint32_t colour)
{
    const double dx = x1 - x0, dy = y1 - y0;
    const int flat = fabs(dx) >= fabs(dy);
    const int ends = flat ? canvas->width : canvas->height;
    const int sides = flat ? canvas->height : canvas->width;
    const int64_t on = flat ? 1 : canvas->stride, over = flat ? canvas->stride : 1;
    double along0 = flat ? x0 : y0, along1 = flat ? x1 : y1;
    double across0 = flat ? y0 : x0, across1 = flat ? y1 : x1;
    if (along0 > along1) {
        double swap = along0;
        along0 = along1, along1 = swap;
        swap = across0;
        across0 = across1, across1 = swap;
    }
    if (along1 <= 0 || along0 >= ends) return;
    const double slope = (across1 - across0) / (along1 - along0);
    const float turn = (float)((along1 - along0) / sqrt(dx * dx + dy * dy));
    const float reach = (half + 0.5f) / turn;
    if ((across0 < -reach && across1 < -reach) || (across0 > sides + reach && across1 > sides + reach))
        return;
    const int first = along0 > 0 ? (int)along0 : 0, last = along1 < ends ? (int)along1 : ends - 1;
    for (int step = first; step <= last; step++) {
        const double from = along0 > step ? along0 : step, to = along1 < step + 1 ? along1 : step + 1;
        const double middle = across0 + slope * (0.5 * (from + to) - along0);
        if (!(middle > -reach) || !(middle < sides + reach)) continue;
        const float part = (float)(to - from);
        const int lowest = (int)(middle - reach + 1) - 1, highest = (int)(middle + reach);
        const int low = lowest < 0 ? 0 : lowest, high = highest < sides ? highest : sides - 1;
        uint32_t *pixel = canvas->pixels + step * on + low * over;
        float away = ((float)low + 0.5f - (float)middle) * turn;
        for (int side = low; side <= high; side++, pixel += over, away += turn) {
            const float upper = away + 0.5f < half ? away + 0.5f : half;
            const float lower = away - 0.5f > -half ? away - 0.5f : -half;
            if (upper > lower) dab(pixel, colour, part * (upper - lower > 1 ? 1 : upper - lower));
        }
    }
}

/* A shape on the frame: its vertices in pixels and their box. */
typedef struct {
    double *points;
    int64_t room;
    double left, top, right, bottom;
} Placed;

/* Whether a box on the ground (x0, y0, x1, y1) meets the canvas, grown by a margin of pixels. */
static inline int meets(const Canvas *canvas, const double *box, const double *ground, double margin)
{
    const double scale = ground[0], left = ground[1], top = ground[2];
    return left + scale * box[2] >= -margin && left + scale * box[0] <= canvas->width + margin
        && top - scale * box[1] >= -margin && top - scale * box[3] <= canvas->height + margin;
}

static int place(Placed *placed, const double *at, int32_t count, const double *ground)
{
    const double scale = ground[0], left = ground[1], top = ground[2];
    if (count > placed->room) {
        double *more = realloc(placed->points, sizeof(double) * 2 * (size_t)count * 2);
        if (!more) return 0;
        placed->points = more, placed->room = 2 * (int64_t)count;
    }
    double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
    for (int32_t vertex = 0; vertex < count; vertex++) {
        const double x = left + scale * at[2 * vertex], y = top - scale * at[2 * vertex + 1];
        placed->points[2 * vertex] = x, placed->points[2 * vertex + 1] = y;
        x0 = x < x0 ? x : x0, x1 = x > x1 ? x : x1;
        y0 = y < y0 ? y : y0, y1 = y > y1 ? y : y1;
    }
    placed->left = x0, placed->top = y0, placed->right = x1, placed->bottom = y1;
    return 1;
}

/* Narrow the canvas to the box of a shape, so that its cells lie close together. */
static int narrowed(Canvas *part, const Canvas *whole, const Placed *placed, double margin)
{
    const double left = floor(placed->left - margin), top = floor(placed->top - margin);
    const double right = ceil(placed->right + margin), bottom = ceil(placed->bottom + margin);
    const int x0 = left > 0 ? (left < whole->width ? (int)left : whole->width) : 0;
    const int y0 = top > 0 ? (top < whole->height ? (int)top : whole->height) : 0;
    const int x1 = right < whole->width ? (right > 0 ? (int)right : 0) : whole->width;
    const int y1 = bottom < whole->height ? (bottom > 0 ? (int)bottom : 0) : whole->height;
    if (x1 <= x0 || y1 <= y0) return 0;
    *part = *whole;
    part->pixels = whole->pixels + (int64_t)y0 * whole->stride + x0;
    part->width = x1 - x0, part->height = y1 - y0;
    part->words = (part->width + 2 + BITS - 1) / BITS;
    part->top = part->height, part->bottom = 0;
    part->x = x0, part->y = y0;
    return 1;
}

static void stroke_shape(const Canvas *canvas, const Placed *placed, const int32_t *ring,
                         int32_t rings, float half, uint32_t colour)
{
    const double *points = placed->points;
    for (int32_t one = 0; one < rings; one++) {
        double x0 = points[2 * ring[one]], y0 = points[2 * ring[one] + 1];
        for (int32_t vertex = ring[one] + 1; vertex < ring[one + 1]; vertex++) {
            const double x = points[2 * vertex], y = points[2 * vertex + 1];
            if (!(fabs(x - x0) + fabs(y - y0) > SHORT)) continue;
            if (fabs(x0) < FAR && fabs(y0) < FAR && fabs(x) < FAR && fabs(y) < FAR)
                stroke_piece(canvas, x0, y0, x, y, half, colour);
            x0 = x, y0 = y;
        }
    }
}

static void add_shape(Canvas *canvas, const Placed *placed, const int32_t *ring, const int8_t *way,
                      int32_t rings)
{
    const double *points = placed->points;
    for (int32_t one = 0; one < rings; one++) {
        double x0 = points[2 * ring[one]] - canvas->x, y0 = points[2 * ring[one] + 1] - canvas->y;
        for (int32_t vertex = ring[one] + 1; vertex < ring[one + 1]; vertex++) {
            const double x = points[2 * vertex] - canvas->x, y = points[2 * vertex + 1] - canvas->y;
            if (way[one] < 0)
                add_edge(canvas, x, y, x0, y0);
            else
                add_edge(canvas, x0, y0, x, y);
            x0 = x, y0 = y;
        }
    }
}

/* Paint shapes one after the other: the fill of each, then its line.

   `points`, `rings` and `winding` hold for each shape the addresses of its vertices (x, y, …, on the
   ground), of where each of its rings or lines begins among them, with the end behind the last, and
   of whether it runs the wrong way (-1); `counts` how many rings it has, `boxes` where it lies on
   the ground. `ground` is pixels a metre
   and the pixel of the ground's origin. Colours are premultiplied; 0 paints nothing. With a `ramp`,
   STEPS + 1 shares of the colour by how many shapes lie on one another, all fills are painted at
   once, below all lines. `room` and `bits` are as large as `Canvas` says and zero; they are so again
   afterwards. */
PUBLIC
void paint_shapes(uint32_t *pixels, int64_t stride, int32_t width, int32_t height,
                  const uint64_t *points, const uint64_t *rings, const uint64_t *winding,
                  const int32_t *counts, const uint8_t *areas, const double *boxes, int64_t count,
                  const double *ground, uint32_t fill, uint32_t stroke, double pen,
                  const float *ramp, float *room, uint64_t *bits)
{
    Canvas canvas = {pixels, stride, width, height, (width + 2 + BITS - 1) / BITS,
                     room,   bits,   height, 0, 0, 0};
    Canvas part;
    Placed placed = {NULL, 0, 0, 0, 0, 0};
    for (int pass = ramp ? 0 : 1; pass < 2; pass++) {
        for (int64_t shape = 0; shape < count; shape++) {
            const int32_t *ring = (const int32_t *)(uintptr_t)rings[shape];
            const int8_t *way = (const int8_t *)(uintptr_t)winding[shape];
            const double *at = (const double *)(uintptr_t)points[shape];
            if (!counts[shape] || (pass == 0 && !areas[shape])) continue;
            if (!meets(&canvas, boxes + 4 * shape, ground, pen / 2 + 1)) continue;
            if (!place(&placed, at, ring[counts[shape]], ground)) break;
            if (pass == 0) {
                if (narrowed(&part, &canvas, &placed, 0))
                    add_shape(&canvas, &placed, ring, way, counts[shape]);
                continue;
            }
            if (fill && !ramp && areas[shape] && narrowed(&part, &canvas, &placed, 0)) {
                add_shape(&part, &placed, ring, way, counts[shape]);
                flush_fill(&part, fill, NULL);
            }
            if (stroke && narrowed(&part, &canvas, &placed, pen / 2 + 1))
                stroke_shape(&canvas, &placed, ring, counts[shape], (float)pen / 2, stroke);
        }
        if (pass == 0) flush_fill(&canvas, fill, ramp);
        if (!stroke && ramp) break;
    }
    free(placed.points);
}
