import type { enGaps } from './en-gaps.ts'

export const zhGaps: Readonly<Record<keyof typeof enGaps, string>> = {
  'gap.operation': '{lot}：{order} 的工序 {operation} 未报告。',
  'gap.value': '{lot}：工序 {operation} 要求的 {value} 未记录。',
  'gap.component': '{lot}：其中没有记录 {material} 的批次。',
  'gap.removed': '{lot}：{material} 被取出且未更换。',
  'gap.short': '{lot}：其中记录了 {material} {built}/{expected}。',
  'gap.not-designed': '{lot}：含有 {parts}，但工单无工序要求，也无偏差许可。',
  'gap.out-of-limits': '{lot}：{characteristic} 为 {value}，超出范围，且无相关决定记录。',
  'gap.rework': '{lot}：已决定返工，但之后没有报告作业。',
  'gap.signature': '{person} 在 {what} 上的签名与所签内容不符。',
}
