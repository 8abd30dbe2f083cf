// SPDX-License-Identifier: Apache-2.0
#include "ui/layout.h"
#include "ui/semantics.h"

#include <gtest/gtest.h>

#include <deque>

namespace {

using namespace ui;

class Tree {
public:
    Node& box(Box box, std::vector<Node*> children = {}) {
        Node& node = m_nodes.emplace_back();
        node.box = box;
        node.children = std::move(children);
        return node;
    }
    // Text of `letters` ten pixels wide each, twenty high a line, broken anywhere.
    Node& text(int letters, Box box = {}) {
        Node& node = this->box(box);
        node.measure_leaf = [letters](float width) {
            const int a_line = std::max(1, static_cast<int>(width / 10));
            const int lines = (letters + a_line - 1) / a_line;
            return Size{static_cast<float>(std::min(letters, a_line)) * 10, static_cast<float>(lines) * 20};
        };
        return node;
    }

private:
    std::deque<Node> m_nodes;
};

constexpr auto ltr = Direction::left_to_right;
constexpr auto rtl = Direction::right_to_left;

TEST(Row, GivesWhatIsLeftToThoseThatFill) {
    Tree tree;
    Node &fixed = tree.box({.width = units(100)}), &one = tree.box({.width = fill()}), &two = tree.box({.width = fill(2)});
    Node& row = tree.box({.flow = Flow::row, .gap = 10, .padding = all(5)}, {&fixed, &one, &two});
    arrange(row, {0, 0, 430, 60}, ltr);
    EXPECT_EQ(fixed.rect.x, 5);
    EXPECT_EQ(one.rect.width, 100);
    EXPECT_EQ(two.rect.x, 225);
    EXPECT_EQ(two.rect.right(), 425);
}

TEST(Row, RespectsLeastWidthsBeforeSharing) {
    Tree tree;
    Node &wide = tree.box({.width = fill(), .width_min = 300}), &other = tree.box({.width = fill()});
    arrange(tree.box({.flow = Flow::row}, {&wide, &other}), {0, 0, 400, 60}, ltr);
    EXPECT_EQ(wide.rect.width, 300);
    EXPECT_EQ(other.rect.width, 100);
}

TEST(Row, MirrorsFromRightToLeft) {
    Tree tree;
    Node &first = tree.box({.width = units(100)}), &second = tree.box({.width = units(50)});
    Node& row = tree.box({.flow = Flow::row, .gap = 10, .padding = {20, 0, 5, 0}}, {&first, &second});
    arrange(row, {0, 0, 300, 60}, rtl);
    EXPECT_EQ(first.rect.right(), 280);  // the start padding is at the right
    EXPECT_EQ(second.rect.right(), first.rect.x - 10);
}

TEST(Row, KeepsDirectionWhereContentDoes) {
    Tree tree;
    Node &one = tree.box({.width = units(10)}), &two = tree.box({.width = units(10)});
    Node& digits = tree.box({.flow = Flow::row, .keeps_direction = true}, {&one, &two});
    arrange(tree.box({}, {&digits}), {0, 0, 300, 60}, rtl);
    EXPECT_LT(one.rect.x, two.rect.x);
    EXPECT_EQ(digits.rect.right(), 300);  // but stands where the mirrored layout puts it
}

TEST(Row, WrapsWhenTheLineIsFull) {
    Tree tree;
    std::vector<Node*> chips;
    for (int i = 0; i < 5; ++i) chips.push_back(&tree.box({.width = units(90), .height = units(30)}));
    Node& row = tree.box({.flow = Flow::row, .gap = 10, .wraps = true}, chips);
    EXPECT_EQ(natural_size(row, 200).height, 30 * 3 + 10 * 2);
    arrange(row, {0, 0, 200, 110}, ltr);
    EXPECT_EQ(chips[2]->rect.x, 0);
    EXPECT_EQ(chips[2]->rect.y, 40);
}

TEST(Row, BreaksTextRatherThanLeavingTheScreen) {
    Tree tree;
    Node &icon = tree.box({.width = units(40), .height = units(40)}), &label = tree.text(30);
    Node& row = tree.box({.flow = Flow::row}, {&icon, &label});
    EXPECT_EQ(natural_size(row, 190).height, 40);
    arrange(row, {0, 0, 190, 40}, ltr);
    EXPECT_EQ(label.rect.right(), 190);
    EXPECT_EQ(label.rect.height, 40);  // two lines
}

TEST(Row, LeavesOutWhatIsOptionalBeforeItSqueezesTheRest) {
    Tree tree;
    Node &status = tree.text(20, {.yields = true, .is_optional = true}), &button = tree.text(20);
    status.narrowest_leaf = [] { return 120.0F; };
    Node& row = tree.box({.flow = Flow::row}, {&status, &button});
    arrange(row, {0, 0, 350, 40}, ltr);
    EXPECT_EQ(status.rect.width, 150);  // gives way
    EXPECT_EQ(button.rect.width, 200);
    arrange(row, {0, 0, 300, 40}, ltr);
    EXPECT_TRUE(status.is_dropped);
    EXPECT_EQ(button.rect.width, 200);
    arrange(row, {0, 0, 400, 40}, ltr);
    EXPECT_FALSE(status.is_dropped);
}

TEST(Row, NeverCutsAWordToMakeRoom) {
    Tree tree;
    Node &back = tree.text(10), &hold = tree.text(40);
    back.narrowest_leaf = [] { return 100.0F; };
    hold.narrowest_leaf = [] { return 80.0F; };
    arrange(tree.box({.flow = Flow::row}, {&back, &hold}), {0, 0, 300, 40}, ltr);
    EXPECT_EQ(back.rect.width, 100);
    EXPECT_EQ(hold.rect.width, 200);
}

TEST(Column, StretchesOrAligns) {
    Tree tree;
    Node &text = tree.text(10), &wide = tree.box({.width = fill(), .height = units(5)});
    Node& column = tree.box({.across = Align::end}, {&text, &wide});
    arrange(column, {0, 0, 300, 100}, ltr);
    EXPECT_EQ(text.rect.right(), 300);
    EXPECT_EQ(wide.rect.width, 300);
    arrange(column, {0, 0, 300, 100}, rtl);
    EXPECT_EQ(text.rect.x, 0);
}

TEST(Column, ShrinksWhatScrollsAndNothingElse) {
    Tree tree;
    Node &head = tree.box({.height = units(50)}), &content = tree.box({.height = units(900)});
    Node &scroll = tree.box({.scrolls = true, .height_min = 80}, {&content}), &foot = tree.box({.height = units(70)});
    Node& column = tree.box({}, {&head, &scroll, &foot});
    arrange(column, {0, 0, 300, 400}, ltr);
    EXPECT_EQ(head.rect.height, 50);
    EXPECT_EQ(scroll.rect.height, 280);
    EXPECT_EQ(foot.rect.bottom(), 400);
    EXPECT_EQ(scroll.content_height, 900);
    scroll.scroll_offset = 5000;
    arrange(column, {0, 0, 300, 400}, ltr);
    EXPECT_EQ(scroll.scroll_offset, 620);
    EXPECT_EQ(content.rect.bottom(), scroll.rect.bottom());
}

TEST(Stack, PlacesEachChildByItself) {
    Tree tree;
    Node &corner = tree.box({.width = units(10), .height = units(10), .place_x = Align::end, .place_y = Align::end});
    Node& all_of_it = tree.box({.width = fill(), .height = fill()});
    arrange(tree.box({.flow = Flow::stack}, {&all_of_it, &corner}), {0, 0, 100, 80}, rtl);
    EXPECT_EQ(corner.rect, (Rect{0, 70, 10, 10}));
    EXPECT_EQ(all_of_it.rect, (Rect{0, 0, 100, 80}));
}

TEST(Linter, ForgivesAButtonOverWhatCanBeScrolledOutFromUnderIt) {
    Semantics semantics{.screen = {0, 0, 400, 400}, .scale = 1, .nodes = {}};
    semantics.nodes.push_back({.meaning = {.id = "page", .role = Role::image}, .rect = {0, 0, 200, 300}, .depth = 1});
    semantics.nodes.push_back({.meaning = {.id = "on", .role = Role::button}, .rect = {50, 250, 100, 80}, .depth = 1, .is_target = true});
    EXPECT_EQ(lint(semantics).size(), 1U);
    semantics.nodes[0].rise = 20;  // its last lines stay under the button
    EXPECT_EQ(lint(semantics).size(), 1U);
    semantics.nodes[0].rise = 60;
    EXPECT_TRUE(lint(semantics).empty());
}

}  // namespace
